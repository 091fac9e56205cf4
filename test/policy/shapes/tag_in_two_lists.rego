package shapes.tag_in_two_lists

allow if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	tag in {"b", "c"}
}
