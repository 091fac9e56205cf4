package shapes.partial_set

denials contains "blocked" if input.resource.properties.status in data.blocked

denials contains "foreign" if input.resource.properties.owner != input.subject.id

allow if count(denials) == 0
