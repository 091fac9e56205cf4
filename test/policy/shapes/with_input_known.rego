package shapes.with_input_known

mine if input.subject.id == input.resource.properties.owner

allow if {
	mine with input.subject.id as "u2"
}
