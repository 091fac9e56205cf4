package shapes.tags_mark_or

one if {
	some tag in input.resource.properties.tags
	either(tag)
}

either(tag) if tag == "a"

either(tag) if {
	tag == "b"
	input.resource.properties.flag
}

allow if one

allow if {
	not one
	input.resource.properties.owner == "u2"
}
