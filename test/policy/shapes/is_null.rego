package shapes.is_null

allow if is_null(input.resource.properties.owner)
