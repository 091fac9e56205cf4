package shapes.with_two

kind if {
	input.kind == "open"
	data.flags.strict
}

allow if {
	kind with input.kind as input.resource.properties.status with data.flags.strict as true
}
