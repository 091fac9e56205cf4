package shapes.comprehension_negated

shared := {share.doc | some share in data.shares; share.user == input.subject.id}

allow if {
	not shared[input.resource.id]
	input.resource.properties.status != null
}
