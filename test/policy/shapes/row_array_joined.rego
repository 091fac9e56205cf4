package shapes.row_array_joined

allow if {
	some tag in input.resource.properties.tags
	data.teams[tag].org == data.users[input.subject.id].org
}
