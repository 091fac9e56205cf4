package shapes.join_three_levels

allow if data.orgs[data.users[data.users[input.resource.properties.owner].manager].org].country == "kr"
