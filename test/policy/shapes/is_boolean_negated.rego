package shapes.is_boolean_negated

allow if not is_boolean(input.resource.properties.flag)
