package shapes.text_joined

allow if startswith(data.teams[input.resource.properties.team].lead, "u")
