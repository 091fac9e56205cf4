package shapes.negation_of_comprehension

allow if not input.resource.id in {share.doc | some share in data.shares; share.user == input.subject.id}
