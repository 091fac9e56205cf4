# refused: properties.author is used both as a value and as an object
package shapes.refused_field_as_both_of_cases

kind := input.resource.properties.author if {
	input.resource.properties.flag
} else := "x"

allow if {
	kind == "a"
	input.resource.properties.author.name == "b"
}
