package shapes.two_row_arrays_gathered

found contains tag if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	some label in input.resource.properties.labels
	label in data.blocked
}

allow if "a" in found
