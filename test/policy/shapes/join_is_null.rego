package shapes.join_is_null

allow if is_null(data.users[input.resource.properties.owner].org)
