package shapes.any_prefix_of_one

allow if strings.any_prefix_match(input.resource.properties.name, "ab")
