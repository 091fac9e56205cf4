package shapes.with_parts_one_by_one

kind if {
	input.kind.name == "open"
	input.kind.other == input.resource.properties.owner
}

allow if kind with input.kind.name as input.resource.properties.status with input.kind.other as input.subject.id
