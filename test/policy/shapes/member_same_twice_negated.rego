package shapes.member_same_twice_negated

p["a"] := 1 if input.resource.properties.flag

p["a"] := 1 if input.resource.properties.price > 3

allow if not p.a
