package shapes.any_suffix

allow if strings.any_suffix_match(input.resource.properties.name, ["b", "_y"])
