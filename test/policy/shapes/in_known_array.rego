package shapes.in_known_array

allow if input.resource.properties.status in data.public
