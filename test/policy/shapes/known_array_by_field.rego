package shapes.known_array_by_field

allow if ["x", "y", "open"][input.resource.properties.price] == input.resource.properties.status
