package shapes.known_object_by_field

allow if {"open": 1, "x": 2}[input.resource.properties.status] == 2
