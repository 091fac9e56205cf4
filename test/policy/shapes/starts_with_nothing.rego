package shapes.starts_with_nothing

allow if startswith(input.resource.properties.name, "")
