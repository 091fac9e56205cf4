package shapes.two_fields_equal

allow if input.resource.properties.owner == input.resource.properties.name
