package shapes.fraction_equals

allow if input.resource.properties.price == 0.1
