package shapes.negation_of_contains

allow if not contains(input.resource.properties.name, "b")
