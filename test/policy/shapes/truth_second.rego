package shapes.truth_second

dear := input.resource.properties.price > 3

allow if false == dear
