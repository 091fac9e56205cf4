package shapes.arithmetic_on_known

allow if input.resource.properties.price < (data.users[input.subject.id].level * 2) + 1
