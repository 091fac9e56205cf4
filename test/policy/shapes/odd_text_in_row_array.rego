package shapes.odd_text_in_row_array

allow if "o'neil" in input.resource.properties.tags
