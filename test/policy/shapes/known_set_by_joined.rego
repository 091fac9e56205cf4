package shapes.known_set_by_joined

allow if {"north", "south"}[data.teams[input.resource.properties.team].org]
