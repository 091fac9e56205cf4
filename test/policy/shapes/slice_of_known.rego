package shapes.slice_of_known

allow if input.resource.properties.team in array.slice(data.users[input.subject.id].teams, 0, 1)
