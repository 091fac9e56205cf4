package shapes.negation_of_joined_null

allow if not data.teams[input.resource.properties.team].org == null
