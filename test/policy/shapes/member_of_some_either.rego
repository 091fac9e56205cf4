package shapes.member_of_some_either

p[name] := 1 if {
	some name in ["a", "b"]
	input.resource.properties.status == "open"
}

p[name] := 2 if {
	some name in ["b", "c"]
	input.resource.properties.status == "x"
}

allow if p.b > 1

allow if {
	not p[input.resource.properties.name]
	input.resource.properties.flag
}
