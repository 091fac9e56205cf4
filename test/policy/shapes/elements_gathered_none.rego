package shapes.elements_gathered_none

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag in {"a", "b"}; input.resource.properties.flag}
	count(found) == 0
}
