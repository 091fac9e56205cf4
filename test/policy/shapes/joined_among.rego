package shapes.joined_among

allow if data.teams[input.resource.properties.team].org in ["north", "x"]
