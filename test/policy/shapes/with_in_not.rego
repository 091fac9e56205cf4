package shapes.with_in_not

kind if input.kind == "open"

allow if not kind with input.kind as input.resource.properties.status
