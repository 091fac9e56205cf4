package shapes.join_as_rule

team := data.teams[input.resource.properties.team]

allow if team.org == data.users[input.subject.id].org

allow if team.lead == input.subject.id
