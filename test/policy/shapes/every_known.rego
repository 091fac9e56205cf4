package shapes.every_known

allow if {
	every team in data.users[input.subject.id].teams {
		team != input.resource.properties.team
	}
}
