package shapes.joined_undefined_twice

allow if {
	team := data.teams[input.resource.properties.team]
	lead := team.lead
	lead != null
	not team.open
}
