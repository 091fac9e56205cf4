package authz_test

words(user, properties) := reason(user, asks("contracts.view", contract(properties))).message

test_a_role_and_where_the_resource_belongs if {
	words(holder("team"), {"team": "s1"}) == concat("; ", [
		"role team gives contracts.view within team n1",
		"the contract belongs to organization south, team s1",
	])
}

test_a_grant if {
	user := person({"grants": {"contracts.view": [{"scope": "own", "organization": "north"}]}})
	words(user, {"owner": "u2"}) == concat("; ", [
		"a grant gives contracts.view for one's own in organization north",
		"the contract belongs to owner u2",
	])
}

test_a_resource_that_names_nothing if {
	words(holder("own"), {}) == concat("; ", [
		"role own gives contracts.view for one's own",
		"the contract names no team, organization or owner",
	])
}

test_a_user_of_no_team if {
	user := person({"roles": [{"role": "team"}], "teams": []})
	startswith(words(user, {}), "role team gives contracts.view within no team; ")
}

test_what_has_ended_is_not_told if {
	user := person({"roles": [{"role": "own"}, {"role": "team", "not_after": 1}]})
	startswith(words(user, {}), "role own gives contracts.view for one's own; ")
}

test_many_are_not_listed if {
	teams := [concat("", ["t", substring("123456789", n, 1)]) | some n in numbers.range(0, 8)]
	user := person({"roles": [{"role": "team"}], "teams": teams})
	words(user, {"teams": ["a", "b", "c", "d", "e"]}) == concat("; ", [
		"role team gives contracts.view within several teams",
		"the contract belongs to several others",
	])
}

test_there_are_words_whatever_a_resource_names if {
	every properties in [
		{"team": 7, "organization": null, "owner": ["u2"]},
		{"teams": "s1", "organizations": 7},
		{"teams": [null, {"s1": true}], "organizations": [[]]},
	] {
		endswith(words(holder("team"), properties), "; the contract names no team, organization or owner")
	}
}
