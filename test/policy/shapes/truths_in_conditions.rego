package shapes.truths_in_conditions

dear := input.resource.properties.price > 3

allow if {
	some x in [true, "a"]
	x == dear
	input.resource.properties.flag
}
