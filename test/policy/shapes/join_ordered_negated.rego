package shapes.join_ordered_negated

allow if not data.teams[input.resource.properties.team].size < 5
