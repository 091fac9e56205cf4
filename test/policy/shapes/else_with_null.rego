package shapes.else_with_null

holder := input.resource.properties.owner if input.resource.properties.owner != null

else := input.resource.properties.name

allow if holder == input.subject.id
