package shapes.join_by_level_of_array

allow if data.matrix[input.resource.properties.level][0] == input.resource.properties.team
