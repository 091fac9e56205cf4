# refused: there may be two values at once for one row
package shapes.refused_rule_returns_element

first := tag if {
	some tag in input.resource.properties.tags
	tag in {"a", "b"}
}

allow if first == "a"
