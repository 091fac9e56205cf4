package shapes.in_known_set

allow if input.resource.properties.status in {"open", "x", null}
