package shapes.join_missing

allow if not data.teams[input.resource.properties.team]
