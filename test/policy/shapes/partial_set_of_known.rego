package shapes.partial_set_of_known

listed contains share.doc if {
	some share in data.shares
	share.user == input.subject.id
}

allow if input.resource.id in listed
