# A small rule of roles and scopes over the data of the bench's company, within what OPA turns into a filter too.
package lists

scopes contains scope if {
	some assignment in user.roles
	scope := data.roles[assignment.role].permissions[input.action.name]
}

user := data.users[input.subject.id]

include if {
	user.status == "active"
	"all" in scopes
}

include if {
	user.status == "active"
	"organization" in scopes
	input.assets.organization in user.organizations
}

include if {
	user.status == "active"
	some scope in ["organization", "team"]
	scope in scopes
	input.assets.team in user.teams
}

include if {
	user.status == "active"
	some scope in ["organization", "team", "own"]
	scope in scopes
	input.assets.owner in [input.subject.id, user.employee]
}
