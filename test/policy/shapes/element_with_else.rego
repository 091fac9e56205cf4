package shapes.element_with_else

weight(tag) := 2 if {
	tag == "a"
} else := 1 if tag == "b"

allow if {
	some tag in input.resource.properties.tags
	weight(tag) == 1
}
