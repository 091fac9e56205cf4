package shapes.tags_and_labels_gathered

found contains tag if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	some label in input.resource.properties.labels
	label in {"x", "a"}
}

allow if "a" in found

allow if {
	count(found) == 2
	input.resource.properties.flag
}
