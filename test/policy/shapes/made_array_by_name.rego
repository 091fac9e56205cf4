package shapes.made_array_by_name

at(x, n) := x[n]

allow if not at([input.resource.properties.owner, input.resource.properties.name], "first") == "a"
