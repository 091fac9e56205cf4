package shapes.scan_of_several

one := ["a", "b"] if {
	input.resource.properties.flag
} else := {"ab"}

allow if {
	some x in one
	x == input.resource.properties.name
}
