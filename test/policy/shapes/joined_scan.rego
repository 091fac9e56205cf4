package shapes.joined_scan

allow if {
	some team in data.users[input.resource.properties.owner].teams
	data.teams[team].size > 2
	team == input.resource.properties.team
}
