package shapes.comprehension_in_scan_counted

allow if {
	some x in ["open", "a"]
	found := {y | some y in [input.resource.properties.status, input.resource.properties.name]; y == x}
	count(found) == 0
	input.resource.properties.flag
}
