# refused: there may be two values at once for one row
package shapes.refused_member_of_some_conflict

p[name] := 1 if {
	some name in ["a", "b"]
	input.resource.properties.flag
}

p[name] := 2 if {
	some name in ["b", "c"]
	input.resource.properties.price > 3
}

allow if p.a == 1
