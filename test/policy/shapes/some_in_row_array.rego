package shapes.some_in_row_array

allow if {
	some tag in input.resource.properties.tags
	tag in data.users[input.subject.id].teams
}
