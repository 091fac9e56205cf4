package shapes.elements_in_set_of_sets

found contains tag if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
}

found contains label if {
	some label in input.resource.properties.labels
	label in {"a", "x"}
}

allow if "a" in found

allow if {
	count(found) == 2
	input.resource.properties.flag
}
