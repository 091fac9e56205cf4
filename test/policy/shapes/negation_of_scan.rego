package shapes.negation_of_scan

shared if {
	some share in data.shares
	share.doc == input.resource.id
	share.user != input.subject.id
}

allow if not shared
