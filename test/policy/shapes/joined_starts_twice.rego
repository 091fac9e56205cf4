package shapes.joined_starts_twice

starts if startswith(data.teams[input.resource.properties.team].lead, "u")

allow if {
	starts
	data.teams[input.resource.properties.team].size > 2
}
