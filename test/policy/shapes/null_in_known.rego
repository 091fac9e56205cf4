package shapes.null_in_known

allow if input.resource.properties.owner in [null, "u1"]
