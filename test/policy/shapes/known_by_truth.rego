package shapes.known_by_truth

dear := input.resource.properties.price > 3

allow if {true: "open", false: "x"}[dear] == input.resource.properties.status
