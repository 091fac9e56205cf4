package shapes.member_of_some_field

p[name] := input.resource.properties.owner if {
	some name in ["a", "b"]
	input.resource.properties.flag
}

p["c"] := "u1"

allow if p.a == "u1"

allow if {
	"u1" in p
	input.resource.properties.price > 3
}
