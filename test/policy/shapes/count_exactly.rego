package shapes.count_exactly

found := {name | some name, team in data.teams; team.size == input.resource.properties.price}

allow if count(found) == 2
