# refused: what is kept of a scan depends on the element of an array of the row
package shapes.refused_pairs_of_elements

allow if {
	found := {[tag, 1] | some tag in input.resource.properties.tags; tag in {"a", "b"}}
	["a", 1] in found
}
