package shapes.negation_of_join_in

allow if not input.subject.id in data.acl[input.resource.id]
