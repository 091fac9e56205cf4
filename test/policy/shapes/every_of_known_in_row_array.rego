package shapes.every_of_known_in_row_array

allow if {
	every tag in ["a", "t1"] {
		tag in input.resource.properties.tags
	}
}
