package shapes.roles_denied

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

denied if {
	denial := data.rights[input.subject.id].denials[input.action.name]
	not ended(denial)
}

allow if {
	data.rights[input.subject.id].status == "active"
	not denied
	some scope in holds
	scope in {"all", "team"}
	input.resource.properties.status != "x"
}
