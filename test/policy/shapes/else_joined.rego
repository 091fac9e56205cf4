package shapes.else_joined

org := input.resource.properties.org if input.resource.properties.flag

else := data.teams[input.resource.properties.team].org

allow if org == data.users[input.subject.id].org
