package shapes.with_one_after_another

kind if input.kind == "open"

allow if {
	kind with input.kind as input.resource.properties.status
	not kind with input.kind as input.resource.properties.name
}

allow if {
	not kind with input.kind as input.resource.properties.owner
	kind with input.kind as "open"
	input.resource.properties.flag
}
