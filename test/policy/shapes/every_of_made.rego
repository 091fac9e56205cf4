package shapes.every_of_made

allow if {
	every value in [input.resource.properties.owner, input.resource.properties.name] {
		value == input.subject.id
	}
}
