package shapes.some_in_row_array_equals

allow if {
	some tag in input.resource.properties.tags
	tag == "a"
	input.resource.properties.status == "open"
}
