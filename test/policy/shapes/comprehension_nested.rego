package shapes.comprehension_nested

allow if input.resource.properties.team in {team |
	some user in {user | some user in data.acl.d1}
	some team in data.users[user].teams
}
