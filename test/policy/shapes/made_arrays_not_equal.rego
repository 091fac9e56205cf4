package shapes.made_arrays_not_equal

allow if [input.resource.properties.owner, 1] != [input.resource.properties.name, 1]
