package shapes.negated_less_than

allow if not input.resource.properties.price < 10
