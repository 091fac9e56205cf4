package shapes.joined_used_twice_negated

good if {
	team := data.teams[input.resource.properties.team]
	team.org == "north"
	team.lead != input.resource.properties.owner
}

allow if not good
