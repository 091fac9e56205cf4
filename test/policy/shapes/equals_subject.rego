package shapes.equals_subject

allow if input.resource.properties.owner == input.subject.id
