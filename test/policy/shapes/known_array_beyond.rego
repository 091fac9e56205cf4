package shapes.known_array_beyond

allow if {
	share := data.shares[9]
	input.resource.properties.status == "open"
}

allow if {
	share := data.shares[1]
	input.resource.properties.status == "x"
}
