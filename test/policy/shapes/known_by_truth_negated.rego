package shapes.known_by_truth_negated

dear := input.resource.properties.price > 3

allow if not {true: 1}[dear]
