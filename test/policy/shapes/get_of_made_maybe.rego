package shapes.get_of_made_maybe

p["a"] := input.resource.properties.owner if input.resource.properties.flag

allow if object.get(p, "a", input.resource.properties.name) == "u1"
