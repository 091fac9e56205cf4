package shapes.comprehension_counted_none

allow if count({name | some name, team in data.teams; team.lead == input.resource.properties.owner}) == 0
