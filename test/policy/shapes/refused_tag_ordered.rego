# refused: elements of an array of the row are asked for several things at once
package shapes.refused_tag_ordered

allow if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	tag > "a"
}
