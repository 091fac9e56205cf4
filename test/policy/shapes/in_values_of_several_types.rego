package shapes.in_values_of_several_types

allow if input.resource.properties.price in [1, "1", null, true, 10]
