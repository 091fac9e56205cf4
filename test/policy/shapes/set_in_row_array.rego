package shapes.set_in_row_array

allow if not {"a"} in input.resource.properties.tags
