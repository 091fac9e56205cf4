package shapes.equals_printed_number

allow if input.resource.properties.name == sprintf("%d-%v", [3, data.users[input.subject.id].level])
