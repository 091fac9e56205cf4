package shapes.count_right

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if 1 < count(p)

allow if {
	0 == count(p)
	input.resource.properties.owner == "u1"
}
