package shapes.grouped_lookups

allow if data.grades[input.resource.properties.name].rank == data.users[input.subject.id].level

allow if data.grades[input.resource.properties.name].rank == input.resource.properties.level
