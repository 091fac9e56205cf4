package shapes.shares

allow if {
	some share in data.shares
	share.user == input.subject.id
	share.doc == input.resource.id
}
