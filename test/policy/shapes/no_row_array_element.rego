package shapes.no_row_array_element

blocked if {
	some tag in input.resource.properties.tags
	tag in data.blocked
}

allow if not blocked
