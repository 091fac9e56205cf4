package shapes.with_whole_input

mine if input.owner == "u1"

allow if {
	mine with input as {"owner": input.resource.properties.owner}
}
