package shapes.partial_object

rights["read"] if input.resource.properties.status == "open"

rights["write"] if input.resource.properties.owner == input.subject.id

allow if rights[input.action.name]
