package shapes.number_in_row_array

allow if 3 in input.resource.properties.tags
