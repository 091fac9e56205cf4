package shapes.join_by_key

allow if data.teams[input.resource.properties.team].org == "north"
