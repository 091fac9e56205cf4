package shapes.count_of_many

p contains n if {
	some n in numbers.range(1, 24)
	input.resource.properties.price == n
}

allow if count(p) == 1
