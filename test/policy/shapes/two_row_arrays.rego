package shapes.two_row_arrays

allow if {
	some tag in input.resource.properties.tags
	some label in input.resource.properties.labels
	tag in {"a", "t1"}
	label in data.blocked
}
