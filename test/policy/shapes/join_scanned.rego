package shapes.join_scanned

allow if {
	some user in data.acl[input.resource.id]
	user == input.subject.id
}
