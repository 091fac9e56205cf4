package shapes.in_key_and_value_negated

allow if {
	not input.resource.id, input.subject.id in data.owners
	input.resource.properties.flag
}
