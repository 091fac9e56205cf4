package shapes.elements_gathered_counted

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag in {"a", "b", "ab"}}
	count(found) == 2
}
