package shapes.made_arrays_of_lengths

same(x, y) if x == y

allow if same([input.resource.properties.owner, "a"], ["u1"])

allow if same([input.resource.properties.owner], ["u1", "a"])

allow if {
	same([input.resource.properties.owner], [input.resource.properties.owner, input.resource.properties.name])
}

allow if input.resource.properties.flag
