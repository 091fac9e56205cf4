package shapes.negated_starts_with_nothing

allow if not startswith(input.resource.properties.name, "")
