package shapes.known_set_by_field

allow if {"open", "x"}[input.resource.properties.status]
