package shapes.helper_joining

org_of(team) := data.teams[team].org

allow if org_of(input.resource.properties.team) == org_of("t1")
