package shapes.joined_order_false

large := data.teams[input.resource.properties.team].size >= 3

allow if large == false

allow if {
	data.teams[input.resource.properties.team].size <= 1
	input.resource.properties.flag
}
