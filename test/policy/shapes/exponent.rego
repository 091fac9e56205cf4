package shapes.exponent

allow if input.resource.properties.price < 1e21
