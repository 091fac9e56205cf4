# refused: all members of a part of the row are asked for
package shapes.refused_with_and_all_members

kind if {
	some value in input.resource.properties
	value == "u1"
}

allow if kind with input.resource.properties.owner as input.resource.properties.name
