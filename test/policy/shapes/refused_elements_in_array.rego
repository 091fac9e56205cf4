# refused: which items an array has depends on the row
package shapes.refused_elements_in_array

allow if {
	found := [tag | some tag in input.resource.properties.tags; tag in {"a", "b"}]
	count(found) == 1
}
