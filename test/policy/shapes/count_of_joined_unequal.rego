package shapes.count_of_joined_unequal

allow if count(data.teams[input.resource.properties.team].org) != 5
