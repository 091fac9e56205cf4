package shapes.sorted_known

allow if sort(data.users[input.subject.id].roles)[0] == input.resource.properties.name
