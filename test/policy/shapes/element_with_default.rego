package shapes.element_with_default

default weight(_) := 0

weight(tag) := 2 if tag == "a"

allow if {
	some tag in input.resource.properties.tags
	weight(tag) == 2
}
