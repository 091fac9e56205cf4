package shapes.manager_of_owner

allow if data.users[input.resource.properties.owner].manager == input.subject.id

allow if data.users[data.users[input.resource.properties.owner].manager].manager == input.subject.id
