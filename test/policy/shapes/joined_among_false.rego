package shapes.joined_among_false

among := data.teams[input.resource.properties.team].org in ["north", "x"]

allow if among == false
