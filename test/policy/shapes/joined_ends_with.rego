package shapes.joined_ends_with

allow if endswith(data.teams[input.resource.properties.team].lead, "1")
