package shapes.with_undefined

state := "a" if input.resource.properties.flag

kind if not input.kind == "b"

allow if kind with input.kind as state
