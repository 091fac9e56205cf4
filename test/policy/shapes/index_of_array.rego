package shapes.index_of_array

allow if data.shares[input.resource.properties.level].user == input.subject.id
