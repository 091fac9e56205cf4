package shapes.set_of_made_known

p contains [x, 1] if {
	some x in ["a", "b"]
	input.resource.properties.flag
}

allow if ["a", 1] in p
