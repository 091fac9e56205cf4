package shapes.member_of_some_twice

p[name] := 1 if {
	some name in ["a", "b"]
	input.resource.properties.flag
}

p[name] := 1 if {
	some name in ["b", "c"]
	input.resource.properties.price > 3
}

allow if p.b == 1

allow if {
	p[input.resource.properties.name] == 1
	input.resource.properties.owner == "u2"
}
