package shapes.same_value_of_joined

kind := data.teams[input.resource.properties.team].size

kind := data.teams[input.resource.properties.team].size if input.resource.properties.flag

allow if kind == 3
