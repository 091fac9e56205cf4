package shapes.array_literal

allow if [input.resource.properties.status, input.resource.properties.owner] == ["open", input.subject.id]
