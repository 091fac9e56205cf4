package shapes.default_false

default allow := false

allow if input.resource.properties.status == "open"
