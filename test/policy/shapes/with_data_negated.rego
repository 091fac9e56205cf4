package shapes.with_data_negated

led if data.teams[input.resource.properties.team].lead == input.subject.id

allow if {
	not led with data.teams.t2.lead as input.subject.id
}
