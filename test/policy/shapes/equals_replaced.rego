package shapes.equals_replaced

allow if input.resource.properties.owner == replace(input.subject.id, "u1", "u2")
