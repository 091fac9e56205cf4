package shapes.is_boolean

allow if is_boolean(input.resource.properties.flag)
