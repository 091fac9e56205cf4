package shapes.with_function

rank(name) := data.grades[name].rank

allow if {
	rank(input.resource.properties.name) > 1 with rank as 3
}

allow if rank(input.resource.properties.name) == 1
