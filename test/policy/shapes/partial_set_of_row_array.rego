package shapes.partial_set_of_row_array

mine contains tag if {
	some tag in input.resource.properties.tags
	tag in data.users[input.subject.id].teams
}

allow if "t1" in mine
