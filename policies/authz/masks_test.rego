package authz_test

masks(user, resource) := decide(user, asks("contracts.view", resource)).masks

test_fields_are_hidden_unless_allowed if {
	masks(holder("all"), contract({})) == {"cost", "term"}
}

test_a_field_is_judged_for_the_row_at_hand if {
	masks(holder("team"), contract({"owner": "u1"})) == {"term"}
	masks(holder("team"), contract({"team": "n1"})) == {"cost", "term"}
}

test_a_type_without_fields_hides_none if masks(holder("all"), cluster("c1", {})) == set()

test_everything_is_hidden_from_who_is_not_active if {
	user := object.union(holder("team"), {"status": "deactivated"})
	masks(user, contract({"owner": "u1"})) == {"cost", "term"}
}
