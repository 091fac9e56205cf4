package typed

keys := {"00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "nobody", null}

uuid_in if input.resource.properties.key in keys

uuid_equal if input.resource.properties.key == "00000000-0000-4000-8000-000000000001"

uuid_is_text if input.resource.properties.key == "nobody"

uuid_not_in if not input.resource.properties.key in keys

uuid_ordered if input.resource.properties.key < "00000000-0000-4000-8000-000000000002"

uuid_above_number if input.resource.properties.key > 5

uuid_starts if startswith(input.resource.properties.key, "00000000-")

uuid_ends if endswith(input.resource.properties.key, "1")

uuid_contains if contains(input.resource.properties.key, "8000-0")

uuids_equal if input.resource.properties.key == input.resource.properties.other

uuids_ordered if input.resource.properties.key < input.resource.properties.other

uuid_below_text if input.resource.properties.key < input.resource.properties.name

uuids_hold if "00000000-0000-4000-8000-000000000001" in input.resource.properties.keys

uuids_hold_text if "nobody" in input.resource.properties.keys

numbers_hold if {
	some number in {1, 2.5, "1", true, null}
	number in input.resource.properties.counts
}

numbers_lack if not 3 in input.resource.properties.counts

truths_hold if true in input.resource.properties.truths

truths_lack if not false in input.resource.properties.truths

truths_hold_other if {
	some thing in {1, "true", false}
	thing in input.resource.properties.truths
}

never_null if input.resource.properties.name == null

never_null_in if input.resource.properties.name in {"a", null}

never_null_not if input.resource.properties.name != null

never_below if input.resource.properties.name < "b"

either_null if {
	not input.resource.properties.name in {"a", null}
	input.resource.properties.name != input.resource.properties.title
}
