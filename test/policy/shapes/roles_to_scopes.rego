package shapes.roles_to_scopes

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

allow if "all" in holds

allow if {
	"organization" in holds
	data.teams[input.resource.properties.team].org == data.users[input.subject.id].org
}

allow if {
	"team" in holds
	input.resource.properties.team in data.users[input.subject.id].teams
}

allow if {
	"own" in holds
	input.resource.properties.owner == input.subject.id
}
