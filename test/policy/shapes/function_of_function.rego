package shapes.function_of_function

org_of(team) := data.teams[team].org

country_of(org) := data.orgs[org].country

allow if country_of(org_of(input.resource.properties.team)) == country_of(data.users[input.subject.id].org)
