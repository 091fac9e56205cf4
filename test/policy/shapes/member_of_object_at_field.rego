package shapes.member_of_object_at_field

allow if input.resource.properties.status, "u1" in {"open": input.resource.properties.owner, "x": "u1"}
