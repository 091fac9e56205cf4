package shapes.not_equals_null

allow if input.resource.properties.owner != null
