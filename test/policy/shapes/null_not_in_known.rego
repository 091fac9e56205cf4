package shapes.null_not_in_known

allow if not input.resource.properties.owner in [null, "u1"]
