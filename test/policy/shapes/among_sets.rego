package shapes.among_sets

allow if input.resource.properties.owner in [{"a"}, "u1"]
