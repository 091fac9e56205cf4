package shapes.joined_partial_truth

starts := startswith(data.teams[input.resource.properties.team].lead, "u1")

allow if starts == true
