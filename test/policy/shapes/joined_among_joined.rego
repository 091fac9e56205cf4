package shapes.joined_among_joined

allow if data.teams[input.resource.properties.team].lead in data.acl[input.resource.id]
