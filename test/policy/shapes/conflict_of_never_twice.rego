package shapes.conflict_of_never_twice

either if input.resource.properties.owner == "u1"

either if input.resource.properties.name == "a"

impossible if {
	either
	input.resource.properties.owner == "u2"
	input.resource.properties.name == "b"
}

impossible if {
	either
	input.resource.properties.owner == "u3"
	input.resource.properties.name == "c"
}

kind := 1

kind := 2 if impossible

allow if {
	kind == 1
	input.resource.properties.flag
}
