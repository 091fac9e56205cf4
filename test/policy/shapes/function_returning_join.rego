package shapes.function_returning_join

lead_of(team) := data.teams[team].lead

allow if not lead_of(input.resource.properties.team) == input.subject.id
