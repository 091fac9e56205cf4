package shapes.count_of_array

allow if {
	both := [input.resource.properties.owner, input.resource.properties.name]
	count(both) == 2
	input.subject.id in both
}
