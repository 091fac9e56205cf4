package shapes.join_not_null

allow if data.users[input.resource.properties.owner].manager != null
