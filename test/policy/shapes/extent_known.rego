package shapes.extent_known

rules.open if input.action.name == "read"

rules.closed := "x"

allow if {
	whole := data.shapes.extent_known.rules
	whole.open
	input.resource.properties.status == whole.closed
}
