package shapes.else_after_negation

allow if not input.resource.properties.flag

else if data.teams[input.resource.properties.team].open
