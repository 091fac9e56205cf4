package shapes.made_set_equals_made_known

p contains "a" if input.resource.properties.flag

p contains "b"

allow if {"b"} == p

allow if {
	p == {"a", "b", "c"}
	input.resource.properties.owner == "u1"
}
