# refused: it is asked whether an array of the row has any element
package shapes.refused_any_element

allow if {
	some tag in input.resource.properties.tags
	input.resource.properties.status == "open"
}
