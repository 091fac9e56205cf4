package shapes.truth_against_truth

dear := input.resource.properties.price > 3

high := input.resource.properties.level > 3

allow if dear == high
