package shapes.element_then_joined

allow if {
	some tag in input.resource.properties.tags
	data.teams[tag].org == "north"
	input.resource.properties.owner == input.subject.id
}
