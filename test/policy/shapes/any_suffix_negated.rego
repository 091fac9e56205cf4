package shapes.any_suffix_negated

allow if not strings.any_suffix_match(input.resource.properties.name, {"a", "b"})
