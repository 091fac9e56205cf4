package shapes.joined_defined_negated

has if data.orgs[data.teams[input.resource.properties.team].org].limit

allow if not has
