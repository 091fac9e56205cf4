package shapes.joined_among_then_joined

allow if {
	data.teams[input.resource.properties.team].org in ["north", "x"]
	data.teams[input.resource.properties.team].size > 2
}
