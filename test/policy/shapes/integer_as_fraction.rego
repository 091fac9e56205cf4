package shapes.integer_as_fraction

allow if input.resource.properties.price == 1.0
