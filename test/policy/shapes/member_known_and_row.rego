package shapes.member_known_and_row

p["a"] := 1

p["a"] := 1 if input.resource.properties.flag

p["b"] := 1 if input.resource.properties.flag

allow if {
	p.a == 1
	p.b == 1
}
