package shapes.made_array_beyond

at(x, n) := x[n]

allow if not at([input.resource.properties.owner, input.resource.properties.name], 2) == "a"
