package shapes.join_into_array

allow if input.subject.id in data.acl[input.resource.id]
