package shapes.contains_backslash

allow if contains(input.resource.properties.name, `\`)
