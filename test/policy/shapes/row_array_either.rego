package shapes.row_array_either

allow if {
	some tag in input.resource.properties.tags
	wanted(tag)
}

wanted(tag) if tag == "a"

wanted(tag) if tag in data.users[input.subject.id].teams
