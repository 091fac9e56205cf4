package shapes.every_of_several

one := ["a", "b"] if {
	input.resource.properties.flag
} else := ["c"]

allow if {
	every x in one {
		x != input.resource.properties.name
	}
}
