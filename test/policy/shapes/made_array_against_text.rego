package shapes.made_array_against_text

same(x, y) if x == y

allow if not same([input.resource.properties.owner], "u1")

allow if same("u1", [input.resource.properties.owner])
