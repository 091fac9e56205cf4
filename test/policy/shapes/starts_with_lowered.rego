package shapes.starts_with_lowered

allow if startswith(input.resource.properties.name, lower("AB"))
