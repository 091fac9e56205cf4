package shapes.join_compared_with_user

allow if data.teams[input.resource.properties.team].org == data.users[input.subject.id].org
