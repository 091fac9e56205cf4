package shapes.tag_by_function

good(tag) if tag == "a"

good(tag) if tag in data.users.u1.teams

allow if {
	some tag in input.resource.properties.tags
	good(tag)
}
