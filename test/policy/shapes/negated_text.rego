package shapes.negated_text

allow if not startswith(input.resource.properties.name, "a")
