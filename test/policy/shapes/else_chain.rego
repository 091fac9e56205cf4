package shapes.else_chain

grade := 1 if input.resource.properties.status == "open"

else := 2 if input.resource.properties.owner == input.subject.id

else := 3 if input.resource.properties.price > 3

allow if grade == 2
