package shapes.null_less_than_joined

allow if input.resource.properties.level < data.teams[input.resource.properties.team].size
