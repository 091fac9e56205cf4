package shapes.comprehension_of_joined

leads := {team.lead | some name, team in data.teams; name == input.resource.properties.team}

allow if input.subject.id in leads
