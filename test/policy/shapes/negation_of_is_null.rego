package shapes.negation_of_is_null

allow if not is_null(input.resource.properties.price)
