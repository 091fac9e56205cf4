package shapes.member_same_twice

p["a"] := 1 if input.resource.properties.flag

p["a"] := 1 if input.resource.properties.price > 3

p["b"] := 2

allow if p.a == 1
