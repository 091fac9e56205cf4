package authz

# Each scope also admits what the narrower ones admit.
in_scope("all")

in_scope("organization") if within_organization

in_scope("team") if within_team

in_scope("own") if own

own if input.resource.properties.owner == input.subject.id

own if input.resource.properties.owner == user.employee

within_team if own

within_team if input.resource.properties.team in user.teams

within_team if {
	some team in input.resource.properties.teams
	team in user.teams
}

within_organization if within_team

within_organization if input.resource.properties.organization in organizations_of_user

within_organization if {
	some organization in input.resource.properties.organizations
	organization in organizations_of_user
}

within_organization if data.teams[input.resource.properties.team].organization in organizations_of_user

within_organization if {
	some team in input.resource.properties.teams
	data.teams[team].organization in organizations_of_user
}

# A resource belongs to the organizations it names and to those of the teams it names.
belongs_to(organization) if input.resource.properties.organization == organization

belongs_to(organization) if organization in input.resource.properties.organizations

belongs_to(organization) if data.teams[input.resource.properties.team].organization == organization

belongs_to(organization) if {
	some team in input.resource.properties.teams
	data.teams[team].organization == organization
}
