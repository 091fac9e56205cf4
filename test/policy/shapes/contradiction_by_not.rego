package shapes.contradiction_by_not

open if {
	input.resource.properties.status == "open"
	input.resource.properties.flag
}

kind := 1 if {
	not open
	input.resource.properties.owner == "u1"
}

kind := 2 if {
	open
	input.resource.properties.owner == "u1"
}

allow if kind == 1
