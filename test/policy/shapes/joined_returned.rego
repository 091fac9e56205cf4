package shapes.joined_returned

lead_of(team) := data.teams[team].lead

allow if lead_of(input.resource.properties.team) == input.resource.properties.owner

allow if {
	not lead_of(input.resource.properties.team)
	input.resource.properties.flag
}
