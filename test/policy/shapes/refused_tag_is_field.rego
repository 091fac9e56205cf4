# refused: elements of an array of the row are asked for more than whether they equal known values
package shapes.refused_tag_is_field

allow if {
	some tag in input.resource.properties.tags
	tag == input.resource.properties.owner
}
