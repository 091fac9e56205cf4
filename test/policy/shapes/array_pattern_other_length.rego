package shapes.array_pattern_other_length

pattern(x) if {
	[_, _, _] = x
}

any_of := {[input.resource.properties.owner, input.resource.properties.status], [1, 2, 3]}

allow if {
	some one in any_of
	pattern(one)
	input.resource.properties.flag
}
