package shapes.joined_by_odd_name

allow if data.names[input.resource.properties.name] == input.subject.id
