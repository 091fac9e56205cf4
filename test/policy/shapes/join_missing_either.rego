package shapes.join_missing_either

allow if not data.teams[input.resource.properties.team]

allow if not data.users[input.resource.properties.owner]
