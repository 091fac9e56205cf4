package shapes.large_number_ordered

allow if input.resource.properties.price > 9007199254740993
