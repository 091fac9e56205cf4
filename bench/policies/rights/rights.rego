# What the shipped policy says of assets, within what OPA turns into a filter: role assignments and direct grants, each of
# which may end or be bound to an organization, denials, and the organizations that a user's teams belong to.
package rights

user := data.users[input.subject.id]

denied if {
	denial := user.denials[input.action.name]
	not ended(denial)
}

ended(right) if time.now_ns() >= right.not_after * 1000000000

organizations contains organization if some organization in user.organizations

organizations contains data.teams[team].organization if some team in user.teams

rights contains right if {
	some assignment in user.roles
	scope := data.roles[assignment.role].permissions[input.action.name]
	not ended(assignment)
	right := {"scope": scope, "organization": object.get(assignment, "organization", "")}
}

rights contains right if {
	some grant in user.grants[input.action.name]
	not ended(grant)
	right := {"scope": grant.scope, "organization": object.get(grant, "organization", "")}
}

may if {
	user.status == "active"
	data.permissions[input.action.name].resource_types.asset
	not denied
}

include if {
	may
	some right in rights
	right.organization == ""
	in_scope(right.scope)
}

include if {
	may
	some right in rights
	right.organization != ""
	input.assets.organization == right.organization
	in_scope(right.scope)
}

in_scope("all")

in_scope("organization") if input.assets.organization in organizations

in_scope(scope) if {
	scope in {"organization", "team"}
	input.assets.team in user.teams
}

in_scope(scope) if {
	scope in {"organization", "team", "own"}
	input.assets.owner in [input.subject.id, user.employee]
}
