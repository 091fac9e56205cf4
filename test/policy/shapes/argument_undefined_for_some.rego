package shapes.argument_undefined_for_some

kind := 1 if {
	input.resource.properties.flag
} else := "a" if input.resource.properties.price > 3

allow if abs(kind) == 1

allow if {
	not abs(kind)
	input.resource.properties.owner == input.subject.id
}
