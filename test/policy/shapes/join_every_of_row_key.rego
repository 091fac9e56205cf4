package shapes.join_every_of_row_key

allow if {
	every team in data.users[input.resource.properties.owner].teams {
		team != input.resource.properties.team
	}
}
