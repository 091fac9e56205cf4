package shapes.contains_percent

allow if contains(input.resource.properties.name, "%")
