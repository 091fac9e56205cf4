package shapes.comprehension_summed

allow if sum([team.size | some team in data.teams]) > input.resource.properties.price
