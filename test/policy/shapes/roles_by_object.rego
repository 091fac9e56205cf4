package shapes.roles_by_object

scopes := {right.role: scope |
	some right in data.rights[input.subject.id].roles
	scope := data.scopes[right.role][input.action.name]
}

allow if {
	scopes.lead
	input.resource.properties.status == "open"
}

allow if {
	scopes.tech == "team"
	input.resource.properties.team in data.users[input.subject.id].teams
}
