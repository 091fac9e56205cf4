package shapes.arguments_of_several_added

kind := 1 if {
	input.resource.properties.flag
} else := 2 if {
	input.resource.properties.price > 3
} else := 3

size := 10 if {
	input.resource.properties.level > 3
} else := 20

allow if (kind + size) + 1 == 13
