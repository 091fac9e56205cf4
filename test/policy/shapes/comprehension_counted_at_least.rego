package shapes.comprehension_counted_at_least

allow if count({name | some name, team in data.teams; team.org == input.resource.properties.org}) >= 2
