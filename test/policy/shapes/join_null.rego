package shapes.join_null

allow if data.users[input.resource.properties.owner].manager == null
