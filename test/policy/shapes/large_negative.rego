package shapes.large_negative

allow if input.resource.properties.price > -9007199254740993
