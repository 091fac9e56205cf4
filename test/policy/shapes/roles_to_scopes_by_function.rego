package shapes.roles_to_scopes_by_function

ended(right) if right.not_after * 1000000000 <= time.now_ns()

holds contains scope if {
	some right in data.rights[input.subject.id].roles
	not ended(right)
	scope := data.scopes[right.role][input.action.name]
}

holds contains grant.scope if {
	some grant in data.rights[input.subject.id].grants[input.action.name]
	not ended(grant)
}

in_scope("all")

in_scope("organization") if data.teams[input.resource.properties.team].org == data.users[input.subject.id].org

in_scope("team") if input.resource.properties.team in data.users[input.subject.id].teams

in_scope("own") if input.resource.properties.owner == input.subject.id

allow if {
	some scope in holds
	in_scope(scope)
}
