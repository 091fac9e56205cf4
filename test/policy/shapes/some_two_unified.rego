package shapes.some_two_unified

allow if {
	some team in data.users[input.subject.id].teams
	some name, entry in data.teams
	name == team
	entry.org == input.resource.properties.org
}
