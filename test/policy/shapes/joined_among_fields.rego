package shapes.joined_among_fields

allow if data.teams[input.resource.properties.team].lead in [input.resource.properties.owner, input.resource.properties.name]
