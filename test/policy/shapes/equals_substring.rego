package shapes.equals_substring

allow if input.resource.properties.name == substring("xabx", 1, 2)
