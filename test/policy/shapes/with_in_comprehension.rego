package shapes.with_in_comprehension

kind(x) if input.kind == x

allow if {
	found := {x | some x in ["open", "x"]; kind(x) with input.kind as input.resource.properties.status}
	count(found) == 1
}
