package shapes.truth_in_known

allow if input.resource.properties.flag in [true, null]
