package shapes.two_elements_nested

allow if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	some label in input.resource.properties.labels
	label in {"a", "x"}
	input.resource.properties.flag
}
