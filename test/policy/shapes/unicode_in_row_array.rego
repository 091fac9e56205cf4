package shapes.unicode_in_row_array

allow if "é" in input.resource.properties.tags
