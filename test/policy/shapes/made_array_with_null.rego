package shapes.made_array_with_null

same(x, y) if x == y

allow if same([input.resource.properties.owner, null], ["u1", null])

allow if same([input.resource.properties.owner], [null])
