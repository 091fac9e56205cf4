package shapes.array_key_value

allow if {
	some i, value in [input.resource.properties.owner, input.resource.properties.name]
	i == 1
	value == "a"
}
