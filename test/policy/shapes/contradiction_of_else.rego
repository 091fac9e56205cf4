package shapes.contradiction_of_else

kind := 1 if {
	input.resource.properties.status == "open"
	input.resource.properties.owner == "u1"
}

kind := 2 if {
	input.resource.properties.status == "open"
	input.resource.properties.owner != "u1"
}

kind := 3 if input.resource.properties.status == "x"

allow if kind > 1
