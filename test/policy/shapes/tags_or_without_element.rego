package shapes.tags_or_without_element

allow if {
	some tag in input.resource.properties.tags
	either(tag)
	tag in {"a", "b"}
}

either(tag) if tag == "a"

either(_) if input.resource.properties.flag
