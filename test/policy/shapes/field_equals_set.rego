package shapes.field_equals_set

same(x, y) if x == y

allow if same(input.resource.properties.owner, {"u1"})

allow if input.resource.properties.flag
