package shapes.join_keyed_by_join

allow if data.teams[data.users[input.resource.properties.owner].teams[0]].lead == input.subject.id
