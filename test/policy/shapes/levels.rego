package shapes.levels

allow if data.users[input.subject.id].level >= input.resource.properties.level
