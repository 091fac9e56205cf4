package shapes.is_number

allow if {
	is_number(input.resource.properties.price)
	input.resource.properties.price < 4
}
