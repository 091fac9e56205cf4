package authz_test

test_denied_by_default if not decide(person({}), {}).allow

test_machines_are_judged_like_people if {
	request := json.patch(
		asks("contracts.view", contract({})),
		[{"op": "replace", "path": "/subject/type", "value": "service"}],
	)
	decide(holder("all"), request).allow
}

test_what_the_caller_says_of_the_subject_grants_nothing if {
	request := json.patch(asks("contracts.edit", contract({})), [{
		"op": "add",
		"path": "/subject/properties",
		"value": holder("all"),
	}])
	not decide(holder("own"), request).allow
}

test_denial_wins_whatever_the_scope_and_binding if {
	user := person({
		"roles": [{"role": "all"}],
		"grants": {"contracts.view": [{"scope": "own", "organization": "north"}]},
		"denials": {"contracts.view": {}},
	})
	not views(user, {"owner": "u1", "organization": "north"})
}

test_denial_of_another_permission_takes_nothing if {
	views(person({"roles": [{"role": "all"}], "denials": {"contracts.edit": {}}}), {})
}

test_denial_ends if {
	user := person({"roles": [{"role": "all"}], "denials": {"contracts.view": {"not_after": 1700000000}}})
	views(user, {})
	decided := decide(user, asks("contracts.view", contract({}))) with data.authz_test.now as now - 1
	not decided.allow
}

test_rights_end_at_their_second if {
	every right in [{"role": "all", "not_after": 1700000000}, {"role": "all", "not_after": 1699999999}] {
		not views(person({"roles": [right]}), {})
	}
	views(person({"roles": [{"role": "all", "not_after": 1700000001}]}), {})
	not views(person({"grants": {"contracts.view": [{"scope": "all", "not_after": 1700000000}]}}), {})
	views(person({"grants": {"contracts.view": [{"scope": "all", "not_after": 1700000001}]}}), {})
}

test_a_right_holds_to_the_last_nanosecond if {
	user := person({"roles": [{"role": "all", "not_after": 1700000000}]})
	decided := decide(user, asks("contracts.view", contract({}))) with data.authz_test.now as now - 1
	decided.allow
}
