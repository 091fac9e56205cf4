package shapes.join_not_truth

allow if not data.teams[input.resource.properties.team].open
