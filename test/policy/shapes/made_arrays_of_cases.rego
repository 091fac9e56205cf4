package shapes.made_arrays_of_cases

kind := "a" if {
	input.resource.properties.flag
} else := input.resource.properties.name

same(x, y) if x == y

allow if same([kind, input.resource.properties.owner], ["a", "u1"])

allow if {
	same([input.resource.properties.owner, 1], [kind, 1])
	input.resource.properties.price > 3
}
