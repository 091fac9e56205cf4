package shapes.joined_any_prefix

allow if strings.any_prefix_match(data.teams[input.resource.properties.team].lead, ["u1", "u3"])
