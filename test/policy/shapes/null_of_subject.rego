package shapes.null_of_subject

allow if data.users[input.subject.id].org == input.resource.properties.org
