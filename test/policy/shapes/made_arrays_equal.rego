package shapes.made_arrays_equal

allow if [input.resource.properties.owner, input.resource.properties.flag] == [input.resource.properties.name, true]
