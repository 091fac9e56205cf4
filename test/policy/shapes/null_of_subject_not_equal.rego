package shapes.null_of_subject_not_equal

allow if data.users[input.subject.id].org != input.resource.properties.org
