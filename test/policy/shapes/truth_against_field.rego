package shapes.truth_against_field

dear := input.resource.properties.price > 3

allow if input.resource.properties.flag == dear
