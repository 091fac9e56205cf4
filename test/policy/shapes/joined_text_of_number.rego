package shapes.joined_text_of_number

allow if contains(data.teams[input.resource.properties.team].size, "3")
