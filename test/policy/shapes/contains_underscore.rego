package shapes.contains_underscore

allow if contains(input.resource.properties.name, "_")
