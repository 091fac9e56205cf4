package shapes.any_prefix

allow if strings.any_prefix_match(input.resource.properties.name, data.prefixes)
