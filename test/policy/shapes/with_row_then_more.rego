package shapes.with_row_then_more

kind if input.kind == "open"

allow if {
	kind with input.kind as input.resource.properties.status
	input.resource.properties.flag
	data.teams[input.resource.properties.team].size > 2
}
