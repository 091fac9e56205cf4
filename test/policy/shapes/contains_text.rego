package shapes.contains_text

allow if contains(input.resource.properties.name, "%_")
