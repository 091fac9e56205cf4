package shapes.some_in_known

allow if {
	some team in data.users[input.subject.id].teams
	input.resource.properties.team == team
}
