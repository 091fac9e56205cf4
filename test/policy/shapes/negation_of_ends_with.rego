package shapes.negation_of_ends_with

allow if not endswith(input.resource.properties.name, "b")
