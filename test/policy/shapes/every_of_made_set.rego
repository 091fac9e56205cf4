package shapes.every_of_made_set

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if {
	every name in p {
		name == "a"
	}
}
