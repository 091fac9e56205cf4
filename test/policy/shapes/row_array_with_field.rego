# refused: elements of an array of the row are asked for more than whether they equal known values
package shapes.row_array_with_field

allow if {
	some tag in input.resource.properties.tags
	tag == input.resource.properties.owner
}
