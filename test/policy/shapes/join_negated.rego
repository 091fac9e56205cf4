package shapes.join_negated

allow if not data.teams[input.resource.properties.team].org == "north"
