package shapes.join_with_default

default size := 0

size := data.teams[input.resource.properties.team].size

allow if size > 2
