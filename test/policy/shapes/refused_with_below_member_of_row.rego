# refused: a part of what comes from the row, or depends on it, is replaced
package shapes.refused_with_below_member_of_row

kind if {
	input.resource.properties.author.name == "u1"
	input.resource.properties.status == "open"
}

allow if kind with input.resource.properties.author.name as input.resource.properties.name
