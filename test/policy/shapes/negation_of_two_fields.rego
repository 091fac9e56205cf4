package shapes.negation_of_two_fields

allow if not input.resource.properties.price < input.resource.properties.level
