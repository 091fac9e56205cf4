package shapes.join_twice

allow if data.orgs[data.teams[input.resource.properties.team].org].country == "kr"
