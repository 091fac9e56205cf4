package shapes.negative_first

allow if -1 < input.resource.properties.price
