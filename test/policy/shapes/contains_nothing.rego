package shapes.contains_nothing

allow if contains(input.resource.properties.name, "")
