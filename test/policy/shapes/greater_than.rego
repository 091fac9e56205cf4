package shapes.greater_than

allow if input.resource.properties.price > 10
