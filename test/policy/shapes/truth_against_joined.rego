package shapes.truth_against_joined

dear := input.resource.properties.price > 3

allow if data.teams[input.resource.properties.team].open == dear
