package shapes.large_negative_equal

allow if input.resource.properties.price == -9007199254740993
