package shapes.join_by_value

allow if {
	some team in data.teams
	team.lead == input.resource.properties.owner
	team.org == input.resource.properties.org
}
