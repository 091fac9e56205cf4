package shapes.equals_null

allow if input.resource.properties.owner == null
