package shapes.greater_or_equal

allow if input.resource.properties.price >= data.prices.low
