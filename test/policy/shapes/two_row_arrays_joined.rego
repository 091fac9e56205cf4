package shapes.two_row_arrays_joined

allow if {
	some tag in input.resource.properties.tags
	some label in input.resource.properties.labels
	data.teams[tag].lead == input.subject.id
	label == data.teams[tag].lead
}
