package shapes.else_false

default allow := false

allow if input.resource.properties.status == "open"

else := false if input.resource.properties.status == "x"

else if input.resource.properties.owner == input.subject.id
