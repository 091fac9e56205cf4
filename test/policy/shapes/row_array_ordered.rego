# refused: elements of an array of the row are asked for more than whether they equal known values
package shapes.row_array_ordered

allow if {
	some tag in input.resource.properties.tags
	tag > "b"
}
