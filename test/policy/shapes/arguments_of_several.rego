package shapes.arguments_of_several

kind := "a" if {
	input.resource.properties.flag
} else := "b" if {
	input.resource.properties.price > 3
} else := "c"

size := 1 if {
	input.resource.properties.level > 3
} else := 2

pair("a", 1)

pair("b", 2)

pair("c", size) if input.resource.properties.owner == input.subject.id

allow if pair(kind, size)
