package shapes.joined_array_pattern

allow if {
	some pair in data.matrix
	[team, status] := pair
	input.resource.properties.team == team
	input.resource.properties.status == status
}
