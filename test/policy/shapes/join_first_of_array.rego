package shapes.join_first_of_array

allow if data.acl[input.resource.id][0] == input.subject.id
