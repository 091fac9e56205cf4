package shapes.every_of_set

allow if {
	every word in {"a", "b"} {
		not startswith(input.resource.properties.name, word)
	}
}
