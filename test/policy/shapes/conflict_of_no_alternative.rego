package shapes.conflict_of_no_alternative

either if input.resource.properties.owner == "u1"

either if input.resource.properties.name == "a"

kind := 1 if either

kind := 2 if {
	input.resource.properties.owner == "u2"
	input.resource.properties.name == "b"
}

allow if kind == 2
