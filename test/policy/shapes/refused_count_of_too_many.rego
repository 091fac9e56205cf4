# refused: up to 25 members are counted
package shapes.refused_count_of_too_many

p contains n if {
	some n in numbers.range(1, 25)
	input.resource.properties.price > n
}

allow if count(p) == 3
