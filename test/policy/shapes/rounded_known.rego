package shapes.rounded_known

allow if input.resource.properties.level == round(data.users[input.subject.id].level)
