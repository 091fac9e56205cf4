package shapes.arithmetic_of_known

allow if input.resource.properties.price == ((data.users[input.subject.id].level + 1) * 10) / 4
