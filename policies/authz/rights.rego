# What the subject holds of the permission asked for, gathered only to explain a denial.
package authz

# Everything that gives the permission or gave it: the scope, and the assignment or grant with its terms.
rights contains {"scope": scope, "terms": assignment} if {
	some assignment in user.roles
	scope := data.roles[assignment.role].permissions[input.action.name]
}

rights contains {"scope": grant.scope, "terms": grant} if {
	some grant in user.grants[input.action.name]
}

live_rights contains right if {
	some right in rights
	not ended(right.terms)
}

# The organizations whose limits stand between the resource and rights that reach it otherwise.
limiting_organizations contains organization if {
	some right in live_rights
	in_scope(right.scope)
	organization := right.terms.organization
	belongs_to(organization)
	limits(organization)
}

limiting_organizations contains organization if {
	some right in live_rights
	not right.terms.organization
	in_scope(right.scope)
	some organization in organizations_of_user
	limits(organization)
}

widest_scope_held := [scope |
	some scope in ["all", "organization", "team", "own"]
	some right in live_rights
	right.scope == scope
][0]

# The organizations the rights are bound to, where none is unbound.
boundaries := {} if {
	some right in live_rights
	not right.terms.organization
} else := {"organizations": {right.terms.organization | some right in live_rights}}

permission_asked := {"permission": input.action.name, "feature": feature} if {
	feature := data.permissions[input.action.name].feature
} else := {"permission": input.action.name}

title_of_permission := permission_asked.feature if permission_asked.feature

else := input.action.name
