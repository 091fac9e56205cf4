package shapes.array_of_fields_any

allow if [input.resource.properties.owner, input.resource.properties.name][_] == input.subject.id
