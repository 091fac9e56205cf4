package authz_test

reaches(user, id, properties) if decide(user, asks("clusters.view", cluster(id, properties))).allow

member(organizations, role) := person({"roles": [role], "teams": [], "organizations": organizations})

test_unlimited_organization_limits_nothing if {
	reaches(member(["north"], {"role": "all"}), "c9", {"organization": "north"})
	reaches(member(["north"], {"role": "all", "organization": "north"}), "c9", {"organization": "north"})
}

test_unbound_right_obeys_the_limits_of_the_users_organizations if {
	user := member(["south"], {"role": "all"})
	reaches(user, "c1", {"organization": "north"})
	not reaches(user, "c9", {"organization": "north"})
}

test_limits_come_by_team_too if {
	user := person({"roles": [{"role": "all"}], "teams": ["s1"]})
	not reaches(user, "c9", {})
}

test_an_unlimited_organization_lifts_no_limit if {
	not reaches(member(["north", "south"], {"role": "all"}), "c9", {"organization": "north"})
}

test_limits_of_several_organizations_are_a_union if {
	user := member(["south", "west"], {"role": "all"})
	reaches(user, "c1", {})
	not reaches(user, "c9", {})
}

test_limit_to_none if not reaches(member(["west"], {"role": "all"}), "c1", {"organization": "west"})

test_bound_right_obeys_its_organization_alone if {
	both := {"organizations": ["north", "south"]}
	reaches(member(["south"], {"role": "all", "organization": "north"}), "c9", both)
	not reaches(member(["north"], {"role": "all", "organization": "south"}), "c9", both)
	reaches(member(["north"], {"role": "all", "organization": "south"}), "c2", both)
}

test_other_types_are_not_limited if views(member(["south"], {"role": "all"}), {})
