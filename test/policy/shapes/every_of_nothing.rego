package shapes.every_of_nothing

allow if {
	input.resource.properties.flag
	every item in data.flags.empty {
		item == input.resource.properties.name
	}
}
