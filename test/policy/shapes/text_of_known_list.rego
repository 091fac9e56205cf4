package shapes.text_of_known_list

allow if {
	some prefix in data.prefixes
	startswith(input.resource.properties.name, prefix)
}
