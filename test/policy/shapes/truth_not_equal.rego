package shapes.truth_not_equal

dear := input.resource.properties.price > 3

allow if dear != true
