package shapes.made_array_pattern

allow if {
	both := [input.resource.properties.owner, input.resource.properties.status]
	[owner, "open"] = both
	owner == input.subject.id
}
