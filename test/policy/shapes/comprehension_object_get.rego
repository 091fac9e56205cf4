package shapes.comprehension_object_get

allow if object.get({share.doc: true | some share in data.shares; share.user == input.subject.id}, input.resource.id, false)
