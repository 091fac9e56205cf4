package shapes.made_arrays_other_length

same(x, y) if x == y

allow if not same([input.resource.properties.owner], [input.resource.properties.name, "a"])

allow if same([input.resource.properties.owner], [])
