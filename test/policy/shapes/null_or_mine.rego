package shapes.null_or_mine

allow if input.resource.properties.owner == null

allow if input.resource.properties.owner == input.subject.id
