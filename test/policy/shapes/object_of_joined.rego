package shapes.object_of_joined

allow if {
	named := {team: 1 | some team, record in data.teams; record.lead == input.resource.properties.owner}
	named[input.resource.properties.team] == 1
}
