package shapes.roles_bound_to_organization

allow if {
	some right in data.rights[input.subject.id].roles
	data.scopes[right.role][input.action.name]
	within(right)
}

within(right) if not right.organization

within(right) if input.resource.properties.org == right.organization

within(right) if data.teams[input.resource.properties.team].org == right.organization
