# refused: elements of an array of the row are asked for more than whether they equal known values
package shapes.refused_tag_is_label

allow if {
	some tag in input.resource.properties.tags
	some label in input.resource.properties.labels
	tag == label
}
