package shapes.joined_among_fields_false

among := data.teams[input.resource.properties.team].lead in [input.resource.properties.owner, input.resource.properties.name]

allow if among == false
