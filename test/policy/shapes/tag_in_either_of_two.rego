package shapes.tag_in_either_of_two

one(tag) if tag in {"a", "b"}

one(tag) if tag == "ab"

two(tag) if tag in {"b", "ab"}

two(tag) if tag == "x"

allow if {
	some tag in input.resource.properties.tags
	one(tag)
	two(tag)
}
