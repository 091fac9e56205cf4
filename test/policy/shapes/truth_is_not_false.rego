package shapes.truth_is_not_false

allow if not input.resource.properties.flag == false
