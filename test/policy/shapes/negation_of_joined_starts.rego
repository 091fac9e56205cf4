package shapes.negation_of_joined_starts

allow if not startswith(data.teams[input.resource.properties.team].lead, "u1")
