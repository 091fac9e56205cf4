package authz_test

view := asks("contracts.view", contract({"organization": "south"}))

test_no_reason_where_allowed if decide(holder("all"), view).reasons == set()

test_unknown_user if {
	request := object.union(view, {"subject": {"id": "u2"}})
	reason(holder("all"), request) == {"code": "user_unknown", "message": "no such user"}
}

test_other_subject_types_are_unknown if {
	request := object.union(view, {"subject": {"type": "group"}})
	reason(holder("all"), request).code == "user_unknown"
}

test_not_active if {
	every status in ["invited", "deactivated"] {
		reason(object.union(holder("own"), {"status": status}), view) == {
			"code": "user_not_active",
			"message": concat(" ", ["user is", status]),
			"status": status,
		}
	}
}

test_no_permission_named if {
	every action in [{}, {"name": 7}, {"name": null}, {"name": ["contracts.view"]}] {
		request := json.patch(view, [{"op": "replace", "path": "/action", "value": action}])
		reason(holder("all"), request) == {
			"code": "permission_required",
			"message": "action.name must be the name of a permission",
		}
	}
}

test_unknown_permission if {
	reason(holder("all"), object.union(view, {"action": {"name": "contracts.burn"}})) == {
		"code": "permission_required",
		"message": "unknown permission contracts.burn",
		"permission": "contracts.burn",
	}
}

test_permission_for_another_type if {
	reason(holder("all"), asks("contracts.view", cluster("c1", {}))) == {
		"code": "permission_required",
		"message": "contracts.view does not apply to resources of this type",
		"permission": "contracts.view",
	}
}

test_missing_permission if {
	reason(holder("all"), asks("contracts.edit", contract({}))) == {
		"code": "permission_required",
		"message": "contracts.edit permission required",
		"permission": "contracts.edit",
	}
}

test_missing_permission_is_named_by_its_feature if {
	reason(person({}), asks("clusters.view", cluster("c1", {}))) == {
		"code": "permission_required",
		"message": "infra permission required",
		"permission": "clusters.view",
		"feature": "infra",
	}
}

test_denied if {
	user := person({"roles": [{"role": "all"}], "denials": {"contracts.view": {}}})
	reason(user, view) == {
		"code": "permission_required",
		"message": "contracts.view permission required",
		"permission": "contracts.view",
		"denied": true,
	}
}

test_missing_comes_before_denied if {
	not reason(person({"denials": {"contracts.view": {}}}), view).denied
}

test_ended if {
	user := person({
		"roles": [{"role": "all", "not_after": 1600000000}],
		"grants": {"contracts.view": [{"scope": "own", "not_after": 1650000000}]},
	})
	reason(user, view) == {
		"code": "grant_expired",
		"message": "what gave contracts.view has ended",
		"permission": "contracts.view",
		"not_after": 1650000000,
	}
}

test_denied_comes_before_ended if {
	user := person({"roles": [{"role": "all", "not_after": 1600000000}], "denials": {"contracts.view": {}}})
	reason(user, view).denied
}

test_out_of_scope_names_the_widest_scope_held if {
	user := person({"roles": [{"role": "own"}, {"role": "organization"}, {"role": "all", "not_after": 1}]})
	reason(user, view) == {
		"code": "out_of_scope",
		"message": "role organization gives contracts.view within organization north, role own gives contracts.view for one's own; the contract belongs to organization south",
		"permission": "contracts.view",
		"scope": "organization",
	}
}

test_out_of_scope_names_the_binding if {
	user := person({"roles": [{"role": "all", "organization": "north"}]})
	reason(user, view) == {
		"code": "out_of_scope",
		"message": "role all gives contracts.view everywhere in organization north; the contract belongs to organization south",
		"permission": "contracts.view",
		"scope": "all",
		"organizations": {"north"},
	}
}

test_limited_for_an_unbound_right if {
	user := person({"roles": [{"role": "all"}], "organizations": ["south", "north"], "teams": []})
	reason(user, asks("clusters.view", cluster("c9", {}))) == {
		"code": "organization_limit",
		"message": "an organization limits which resources of type cluster can be reached",
		"permission": "clusters.view",
		"resource_type": "cluster",
		"organizations": {"south"},
	}
}

test_limited_for_a_bound_right if {
	user := person({"roles": [{"role": "all", "organization": "south"}]})
	reason(user, asks("clusters.view", cluster("c9", {"team": "s1"}))).organizations == {"south"}
}

test_out_of_scope_comes_before_a_limit if {
	user := person({"roles": [{"role": "organization"}], "organizations": ["south"], "teams": []})
	reason(user, asks("clusters.view", cluster("c9", {"organization": "north"}))).code == "out_of_scope"
}
