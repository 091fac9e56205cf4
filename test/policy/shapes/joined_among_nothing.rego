package shapes.joined_among_nothing

allow if data.teams[input.resource.properties.team].lead in data.flags.empty

allow if {
	found := data.teams[input.resource.properties.team].lead in data.flags.empty
	found == false
}
