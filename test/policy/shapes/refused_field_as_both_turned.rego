# refused: properties.author is used both as a value and as an object
package shapes.refused_field_as_both_turned

allow if {
	input.resource.properties.author.name == "b"
	not input.resource.properties.author == "a"
}
