package shapes.made_array_against_made_set

same(x, y) if x == y

p contains input.resource.properties.name if input.resource.properties.flag

allow if not same([input.resource.properties.owner], p)
