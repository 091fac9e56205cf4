package shapes.value_first

allow if 10 <= input.resource.properties.price
