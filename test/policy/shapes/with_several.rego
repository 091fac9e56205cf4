package shapes.with_several

state := "a" if {
	input.resource.properties.flag
} else := "b"

kind if input.kind == "b"

allow if kind with input.kind as state
