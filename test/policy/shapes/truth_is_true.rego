package shapes.truth_is_true

allow if input.resource.properties.flag == true
