package shapes.in_nothing

allow if input.resource.properties.name in data.flags.empty
