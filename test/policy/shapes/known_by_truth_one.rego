package shapes.known_by_truth_one

dear := input.resource.properties.price > 3

allow if {true: 1}[dear] == 1
