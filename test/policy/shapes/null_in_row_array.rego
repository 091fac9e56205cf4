package shapes.null_in_row_array

allow if null in input.resource.properties.tags
