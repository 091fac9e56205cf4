package authz

# A right bound to an organization obeys the limits of that organization alone.
within_limits_of(organization) if not limits(organization)

within_limits_of(organization) if data.organizations[organization].limits[input.resource.type][input.resource.id]

# An unbound right obeys the union over the user's organizations that limit the type.
within_limits_of_user if not limited_by_some_organization

within_limits_of_user if {
	some organization in organizations_of_user
	data.organizations[organization].limits[input.resource.type][input.resource.id]
}

limited_by_some_organization if {
	some organization in organizations_of_user
	limits(organization)
}

limits(organization) if data.organizations[organization].limits[input.resource.type]
