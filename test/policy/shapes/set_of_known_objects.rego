package shapes.set_of_known_objects

p contains {"a": "u1"} if input.resource.properties.flag

p contains {"a": "u2"} if input.resource.properties.price > 3

allow if {"a": "u1"} in p

allow if count(p) == 2
