package shapes.count_of_three

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

p contains "c" if input.resource.properties.level > 1

allow if count(p) == 2

allow if {
	count(p) <= 1
	input.resource.properties.owner == input.subject.id
}
