package shapes.joined_chain_four

allow if data.orgs[data.teams[data.users[input.resource.properties.owner].teams[0]].org].limit > 3

allow if not data.orgs[data.teams[data.users[input.resource.properties.owner].teams[0]].org].country
