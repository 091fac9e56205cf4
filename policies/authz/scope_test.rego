package authz_test

test_all_admits_what_names_nothing if views(holder("all"), {})

test_other_scopes_do_not_admit_what_names_nothing if {
	every scope in ["organization", "team", "own"] {
		not views(holder(scope), {})
	}
}

test_all_admits_what_belongs_elsewhere if views(holder("all"), {"organization": "south", "team": "s1"})

test_organization_by_name if views(holder("organization"), {"organization": "north"})

test_organization_by_list if views(holder("organization"), {"organizations": ["south", "north"]})

test_organization_by_team_of_it if views(holder("organization"), {"team": "n2"})

test_organization_by_list_of_teams if views(holder("organization"), {"teams": ["s1", "n2"]})

test_organization_by_membership if {
	user := person({"roles": [{"role": "organization"}], "teams": [], "organizations": ["south"]})
	views(user, {"team": "s1"})
	not views(user, {"team": "n1"})
}

test_organization_refuses_another if {
	not views(holder("organization"), {"organization": "south"})
	not views(holder("organization"), {"organizations": ["south", "west"]})
	not views(holder("organization"), {"team": "s1"})
	not views(holder("organization"), {"teams": ["s1"]})
}

test_organization_admits_the_narrower if {
	views(holder("organization"), {"owner": "u1"})
	views(holder("organization"), {"owner": "e1", "organization": "south"})
}

test_team_by_name if views(holder("team"), {"team": "n1"})

test_team_by_list if views(holder("team"), {"teams": ["s1", "n1"]})

test_team_refuses_another_of_the_organization if {
	not views(holder("team"), {"team": "n2"})
	not views(holder("team"), {"teams": ["n2"]})
	not views(holder("team"), {"organization": "north"})
}

test_team_admits_own if views(holder("team"), {"team": "s1", "owner": "e1"})

test_own_by_user_and_by_employee if {
	views(holder("own"), {"owner": "u1"})
	views(holder("own"), {"owner": "e1"})
}

test_own_refuses_others if {
	not views(holder("own"), {"owner": "u2"})
	not views(holder("own"), {"team": "n1"})
}

test_several_rights_are_a_union if {
	user := person({"roles": [{"role": "own"}, {"role": "team"}]})
	views(user, {"team": "n1"})
	views(user, {"owner": "u1"})
}

test_grants_add_to_roles if {
	user := person({"roles": [{"role": "own"}], "grants": {"contracts.view": [{"scope": "team"}]}})
	views(user, {"team": "n1"})
}

test_binding_holds_for_every_scope if {
	every scope in ["all", "organization", "team", "own"] {
		user := person({"roles": [{"role": scope, "organization": "south"}]})
		not views(user, {"owner": "u1", "team": "n1", "organization": "north"})
		views(user, {"owner": "u1", "team": "n1", "organization": "south"})
	}
}

test_binding_by_each_way_of_belonging if {
	user := person({"roles": [{"role": "all", "organization": "south"}]})
	views(user, {"organization": "south"})
	views(user, {"organizations": ["north", "south"]})
	views(user, {"team": "s1"})
	views(user, {"teams": ["n1", "s1"]})
	not views(user, {"team": "n1"})
	not views(user, {})
}

test_binding_does_not_widen_the_scope if {
	user := person({"roles": [{"role": "organization", "organization": "south"}]})
	not views(user, {"organization": "south"})
}

test_binding_of_a_grant if {
	user := person({"grants": {"contracts.view": [{"scope": "all", "organization": "south"}]}})
	views(user, {"organization": "south"})
	not views(user, {"organization": "north"})
}
