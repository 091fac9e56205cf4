package shapes.joined_contains

allow if contains(data.teams[input.resource.properties.team].org, "out")
