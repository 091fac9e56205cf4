package shapes.array_of_row_in_scan

allow if {
	some x in ["open", "a"]
	pair := [x, input.resource.properties.owner]
	pair == [input.resource.properties.status, "u1"]
}
