package shapes.negated_greater_than

allow if not input.resource.properties.price > data.prices.low
