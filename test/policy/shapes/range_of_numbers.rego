package shapes.range_of_numbers

allow if input.resource.properties.level in numbers.range(1, 3)
