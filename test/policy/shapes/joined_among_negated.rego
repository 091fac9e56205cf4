package shapes.joined_among_negated

among if data.teams[input.resource.properties.team].org in ["north", "x"]

allow if not among
