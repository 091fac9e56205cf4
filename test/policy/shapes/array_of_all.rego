package shapes.array_of_all

allow if {
	found := [x | some y in ["open", "a"]; x := [y, input.resource.properties.status]]
	found[0] == ["open", "open"]
}
