package shapes.scan_of_made_array

allow if {
	some value in [input.resource.properties.owner, input.resource.properties.name]
	value == input.subject.id
	input.resource.properties.flag
}
