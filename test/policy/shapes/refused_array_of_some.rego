# refused: which items an array has depends on the row
package shapes.refused_array_of_some

allow if {
	found := [x | some x in ["open", "a"]; x == input.resource.properties.status]
	found == ["a"]
}
