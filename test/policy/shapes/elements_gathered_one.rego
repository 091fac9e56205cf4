package shapes.elements_gathered_one

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag == "a"}
	count(found) == 1
}
