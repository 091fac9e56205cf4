package shapes.negation_of_with

shut if input.kind == "x"

allow if {
	not shut with input.kind as input.resource.properties.status
}
