package shapes.function_of_field_pattern

shown("open")

shown("x") if input.action.name == "read"

shown(null) if input.resource.properties.flag

allow if shown(input.resource.properties.status)
