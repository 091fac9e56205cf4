package shapes.join_both_sides_ordered

allow if data.teams[input.resource.properties.team].size > data.users[input.resource.properties.owner].level
