package shapes.extent_member_by_row

rules.open := 1

rules.x := 2 if input.action.name == "read"

allow if {
	whole := data.shapes.extent_member_by_row.rules
	whole[input.resource.properties.status] == 2
}
