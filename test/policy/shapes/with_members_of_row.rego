package shapes.with_members_of_row

kind if {
	input.resource.properties.owner == "u1"
	input.resource.properties.status == input.resource.properties.name
}

allow if kind with input.resource.properties.owner as "u1" with input.resource.properties.status as "a"

allow if not kind with input.resource.properties.owner as input.resource.properties.name
