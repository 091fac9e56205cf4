package shapes.ends_with

allow if endswith(input.resource.properties.name, "b")
