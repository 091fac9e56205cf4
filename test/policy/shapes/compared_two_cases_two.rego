package shapes.compared_two_cases_two

one := "a" if {
	input.resource.properties.flag
} else := input.resource.properties.name

two := input.resource.properties.owner if {
	input.resource.properties.price > 3
} else := "a"

allow if one == two

allow if {
	one != two
	input.resource.properties.owner == "u1"
}
