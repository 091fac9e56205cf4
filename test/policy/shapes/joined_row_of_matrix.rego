package shapes.joined_row_of_matrix

allow if {
	[team, _] := data.matrix[input.resource.properties.price]
	input.resource.properties.team == team
}
