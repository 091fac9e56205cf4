package shapes.remainder_of_known

allow if input.resource.properties.level == 7 % 4
