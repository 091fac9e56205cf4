package shapes.with_member_of_row

kind if {
	input.resource.properties.owner == "u1"
	input.resource.properties.status == "open"
}

allow if kind with input.resource.properties.owner as input.resource.properties.name
