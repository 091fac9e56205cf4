package shapes.known_in_row_array

allow if input.subject.id in input.resource.properties.tags
