# refused: an element of an array of the row is scanned
package shapes.refused_element_of_element

allow if {
	some tag in input.resource.properties.tags
	some part in tag
	part == "a"
}
