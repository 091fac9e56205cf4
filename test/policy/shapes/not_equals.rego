package shapes.not_equals

allow if input.resource.properties.status != "open"
