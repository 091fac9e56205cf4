package shapes.is_number_of_truth

allow if not is_number(input.resource.properties.flag)

allow if {
	is_number(input.resource.properties.flag)
	input.resource.properties.owner == "u1"
}
