package shapes.join_every

allow if {
	every user in data.acl[input.resource.id] {
		data.users[user].org == "north"
	}
}
