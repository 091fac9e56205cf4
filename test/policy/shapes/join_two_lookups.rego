package shapes.join_two_lookups

allow if data.teams[input.resource.properties.team].lead == data.owners[input.resource.id]
