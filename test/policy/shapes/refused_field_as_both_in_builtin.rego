# refused: properties.author is used both as a value and as an object
package shapes.refused_field_as_both_in_builtin

allow if {
	startswith(input.resource.properties.author, "a")
	input.resource.properties.author.name == "b"
}
