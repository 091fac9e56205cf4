package shapes.null_both_fields

allow if {
	input.resource.properties.owner == input.resource.properties.name
	input.resource.properties.owner == null
}
