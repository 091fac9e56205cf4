package shapes.set_within_scan

allow if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
	found := {y | some y in {"b", "ab"}; y == tag}
	count(found) > 0
}
