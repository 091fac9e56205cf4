package shapes.not_large_number

allow if not input.resource.properties.price == 9007199254740993
