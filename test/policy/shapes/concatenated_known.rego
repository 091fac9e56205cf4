package shapes.concatenated_known

allow if input.resource.properties.team in array.concat(data.users[input.subject.id].teams, ["t4"])
