package shapes.join_of_both_kinds

allow if {
	some share in data.shares
	share.doc == input.resource.id
	data.users[share.user].org == input.resource.properties.org
}
