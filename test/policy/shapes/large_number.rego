package shapes.large_number

allow if input.resource.properties.price == 9007199254740993
