package shapes.with_part_of_known

kind if {
	input.subject.kind.name == "open"
	input.subject.id == "u1"
}

allow if kind with input.subject.kind.name as input.resource.properties.status
