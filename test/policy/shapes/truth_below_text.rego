package shapes.truth_below_text

dear := input.resource.properties.price > 3

allow if dear < "a"
