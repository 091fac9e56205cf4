package shapes.some_key_value

allow if {
	some name, team in data.teams
	team.lead == input.subject.id
	input.resource.properties.team == name
}
