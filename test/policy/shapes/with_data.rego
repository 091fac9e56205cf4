package shapes.with_data

lead if data.teams.t1.lead == input.resource.properties.owner

allow if {
	lead with data.teams.t1.lead as "u2"
}
