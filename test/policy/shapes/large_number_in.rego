package shapes.large_number_in

allow if input.resource.properties.price in {9007199254740993, 9007199254740992, 1}
