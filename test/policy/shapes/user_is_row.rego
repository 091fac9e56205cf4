package shapes.user_is_row

allow if data.users[input.resource.properties.owner].manager == input.subject.id
