# Whether a request is allowed: the one rule behind checks and filters. A filter evaluates it with the resource's id and
# properties unknown, so what it reaches compares those plainly and looks collections up by key.
package authz

default allow := false

allow if permits(input.action.name)

# Judges any permission for the resource of the request: the one asked for, and those that uncover fields.
permits(permission) if {
	user.status == "active"
	applies(permission)
	not denied(permission)
	some_right_admits(permission)
}

applies(permission) if data.permissions[permission].resource_types[input.resource.type]

denied(permission) if {
	denial := user.denials[permission]
	not ended(denial)
}

# A right is a role assignment or a direct grant: either may be bound to an organization and may end.
some_right_admits(permission) if {
	some assignment in user.roles
	scope := data.roles[assignment.role].permissions[permission]
	not ended(assignment)
	in_scope(scope)
	in_bounds(assignment)
}

some_right_admits(permission) if {
	some grant in user.grants[permission]
	not ended(grant)
	in_scope(grant.scope)
	in_bounds(grant)
}

in_bounds(right) if {
	not right.organization
	within_limits_of_user
}

in_bounds(right) if {
	belongs_to(right.organization)
	within_limits_of(right.organization)
}
