package shapes.element_in_nested

allow if {
	some tag in input.resource.properties.tags
	some team in data.users.u1.teams
	tag == team
	input.resource.properties.team == team
}
