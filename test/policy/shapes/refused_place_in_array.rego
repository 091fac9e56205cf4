# refused: the place of an element in an array of the row is asked for
package shapes.refused_place_in_array

allow if {
	some place, tag in input.resource.properties.tags
	place == 0
	tag == "a"
}
