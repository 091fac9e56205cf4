package shapes.every_negated_join

allow if {
	every user in data.acl.d1 {
		not data.teams[input.resource.properties.team].lead == user
	}
}
