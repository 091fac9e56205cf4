package shapes.comprehension_maximum

allow if input.resource.properties.level <= max({team.size | some team in data.teams})
