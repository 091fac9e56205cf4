package shapes.comprehension_minimum

allow if min([1, data.users[input.subject.id].level]) < input.resource.properties.level
