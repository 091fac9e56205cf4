package shapes.field_among_joined

allow if input.resource.properties.team in data.users[input.resource.properties.owner].teams
