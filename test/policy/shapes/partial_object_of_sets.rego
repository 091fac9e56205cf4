package shapes.partial_object_of_sets

docs[share.mode] contains share.doc if {
	some share in data.shares
	share.user == input.subject.id
}

allow if input.resource.id in docs[input.action.name]
