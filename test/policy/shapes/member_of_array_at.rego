package shapes.member_of_array_at

allow if 1, "u1" in [input.resource.properties.name, input.resource.properties.owner]
