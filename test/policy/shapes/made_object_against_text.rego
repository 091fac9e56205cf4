package shapes.made_object_against_text

same(x, y) if x == y

p["a"] := input.resource.properties.owner if input.resource.properties.flag

allow if not same(p, "a")
