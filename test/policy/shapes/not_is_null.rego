package shapes.not_is_null

allow if not is_null(input.resource.properties.owner)
