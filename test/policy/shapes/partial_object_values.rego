package shapes.partial_object_values

level["open"] := 1 if input.resource.properties.status == "open"

level["mine"] := 2 if input.resource.properties.owner == input.subject.id

allow if level.mine > 1

allow if not level.open
