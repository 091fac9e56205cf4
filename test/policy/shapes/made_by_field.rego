package shapes.made_by_field

allow if {"open": input.resource.properties.owner, "x": input.resource.properties.name}[input.resource.properties.status] == "u1"
