package shapes.truth_above

dear := input.resource.properties.price > 3

allow if dear >= false
