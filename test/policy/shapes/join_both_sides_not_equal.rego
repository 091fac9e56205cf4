package shapes.join_both_sides_not_equal

allow if data.teams[input.resource.properties.team].org != data.users[input.resource.properties.owner].org
