# refused: properties.author is used both as a value and as an object
package shapes.refused_array_as_both

allow if {
	some tag in input.resource.properties.author
	tag == "a"
	input.resource.properties.author.name == "b"
}
