package shapes.rule_of_elements_returned

first := tag if {
	some tag in {"a"}
	tag in input.resource.properties.tags
}

allow if first == "a"
