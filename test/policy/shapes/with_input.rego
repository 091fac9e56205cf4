package shapes.with_input

open if input.kind == "open"

allow if {
	open with input.kind as input.resource.properties.status
}
