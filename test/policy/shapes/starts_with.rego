package shapes.starts_with

allow if startswith(input.resource.properties.name, "ab")
