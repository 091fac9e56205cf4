package shapes.every_known_joined

allow if {
	every name, team in data.teams {
		wanted(name, team)
	}
}

wanted(name, team) if input.resource.properties.team != name

wanted(_, team) if team.org == "north"
