package shapes.joined_parent_defined

good if {
	team := data.teams[input.resource.properties.team]
	_ = team.lead
	_ = team.open
	input.resource.properties.flag
}

allow if not good
