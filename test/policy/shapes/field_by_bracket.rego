package shapes.field_by_bracket

allow if input.resource.properties.status == "open"
