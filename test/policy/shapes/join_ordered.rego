package shapes.join_ordered

allow if data.teams[input.resource.properties.team].size < 5
