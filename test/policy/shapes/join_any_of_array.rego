package shapes.join_any_of_array

allow if data.acl[input.resource.id][_] == input.subject.id
