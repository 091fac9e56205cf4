package shapes.truth_second_ordered

dear := input.resource.properties.price > 3

allow if null < dear
