package shapes.join_exists

allow if data.teams[input.resource.properties.team]
