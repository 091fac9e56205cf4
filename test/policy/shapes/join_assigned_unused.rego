package shapes.join_assigned_unused

allow if {
	team := data.teams[input.resource.properties.team]
	input.resource.properties.status == "open"
}
