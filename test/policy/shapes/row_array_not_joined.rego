package shapes.row_array_not_joined

led if {
	some tag in input.resource.properties.tags
	data.teams[tag].lead == input.subject.id
}

allow if not led
