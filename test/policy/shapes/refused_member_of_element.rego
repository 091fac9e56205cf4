# refused: a member of an element of the row's array is read
package shapes.refused_member_of_element

allow if {
	some tag in input.resource.properties.tags
	tag.name == "a"
}
