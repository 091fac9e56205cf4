package shapes.member_either

p["a"] := 1 if input.resource.properties.status == "open"

p["a"] := 2 if input.resource.properties.status == "x"

p["b"] := 1 if input.resource.properties.status == "open"

allow if p.a > 1

allow if {
	p.b == 1
	input.resource.properties.owner == input.subject.id
}
