package shapes.negation_beside_negation

allow if {
	not input.resource.properties.status == "x"
	not input.resource.properties.owner == input.subject.id
	not data.teams[input.resource.properties.team].open
}
