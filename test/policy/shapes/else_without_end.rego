package shapes.else_without_end

grade := 1 if input.resource.properties.status == "open"

else := 2 if input.resource.properties.owner == input.subject.id

allow if not grade == 1
