package shapes.comprehension_array_known

mine := [share.doc | some share in data.shares; share.user == input.subject.id]

allow if input.resource.id in mine
