package shapes.join_truth

allow if data.teams[input.resource.properties.team].open
