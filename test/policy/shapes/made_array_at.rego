package shapes.made_array_at

allow if [input.resource.properties.owner, input.resource.properties.name][1] == "a"
