package shapes.count_of_joined_any

allow if count(data.orgs[input.resource.properties.org]) > 1

allow if count(data.teams[input.resource.properties.team].org) > 4
