package shapes.default_value_compared

default weight := 5

weight := 1 if input.resource.properties.flag

weight := data.prices.high if not input.resource.properties.flag

allow if weight > 2
