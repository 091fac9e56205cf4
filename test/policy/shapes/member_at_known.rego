package shapes.member_at_known

allow if input.resource.properties.status, "u1" in {"open": "u1", "x": "u2"}

allow if input.resource.properties.status, input.resource.properties.owner in {"a": "u1", "x": "u2"}
