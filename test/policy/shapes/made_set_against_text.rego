package shapes.made_set_against_text

same(x, y) if x == y

p contains "a" if input.resource.properties.flag

allow if not same(p, "a")
