package shapes.contradiction

allow if {
	input.resource.properties.status == "open"
	input.resource.properties.status == "x"
}
