package shapes.shares_with_mode

allow if {
	some share in data.shares
	share.user == input.subject.id
	share.mode == input.action.name
	share.doc == input.resource.id
	input.resource.properties.status != "x"
}
