package shapes.in_pairs

allow if {
	some pair in data.matrix
	pair[0] == input.resource.properties.team
	pair[1] == input.resource.properties.status
}
