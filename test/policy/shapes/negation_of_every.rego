package shapes.negation_of_every

apart if {
	every team in data.users[input.subject.id].teams {
		team != input.resource.properties.team
	}
}

allow if not apart
