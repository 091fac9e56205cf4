package shapes.comprehension_object_known

modes := {share.doc: share.mode | some share in data.shares; share.user == input.subject.id}

allow if modes[input.resource.id] == input.action.name
