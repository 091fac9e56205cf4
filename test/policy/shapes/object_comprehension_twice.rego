package shapes.object_comprehension_twice

allow if {
	named := {"a": value | some value in [input.resource.properties.owner, input.resource.properties.owner]}
	named.a == input.subject.id
}
