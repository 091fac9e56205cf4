package shapes.join_not_equal

allow if data.teams[input.resource.properties.team].org != "north"
