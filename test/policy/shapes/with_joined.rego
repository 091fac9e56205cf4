package shapes.with_joined

kind if input.kind == "north"

allow if {
	kind with input.kind as data.teams[input.resource.properties.team].org
	input.resource.properties.flag
}
