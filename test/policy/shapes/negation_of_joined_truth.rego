package shapes.negation_of_joined_truth

allow if not data.users[input.resource.properties.owner].blocked
