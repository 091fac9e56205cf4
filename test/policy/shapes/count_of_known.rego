package shapes.count_of_known

allow if count(data.users[input.subject.id].teams) < input.resource.properties.level
