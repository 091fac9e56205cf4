# refused: an object is made of the elements of an array of the row
package shapes.refused_object_of_elements

allow if {
	named := {"a": tag | some tag in input.resource.properties.tags; tag in {"a", "b"}}
	named.a == "a"
}
