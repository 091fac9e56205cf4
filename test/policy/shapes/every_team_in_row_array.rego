package shapes.every_team_in_row_array

allow if {
	every team in data.users[input.subject.id].teams {
		team in input.resource.properties.tags
	}
}
