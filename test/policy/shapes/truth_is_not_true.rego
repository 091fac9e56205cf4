package shapes.truth_is_not_true

allow if input.resource.properties.flag != true
