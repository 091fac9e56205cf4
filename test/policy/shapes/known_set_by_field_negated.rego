package shapes.known_set_by_field_negated

allow if not {"open", "x"}[input.resource.properties.status]
