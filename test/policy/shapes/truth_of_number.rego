package shapes.truth_of_number

allow if input.resource.properties.price
