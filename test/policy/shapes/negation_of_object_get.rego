package shapes.negation_of_object_get

allow if not object.get(data.owners, input.resource.id, "u1") == input.subject.id
