# refused: properties.author is used both as a value and as an object
package shapes.refused_field_as_both_compared_turned

allow if {
	input.resource.properties.owner == input.resource.properties.author
	input.resource.properties.author.name == "b"
}
