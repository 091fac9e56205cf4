package shapes.value_of_object

allow if input.subject.id in {"k": input.resource.properties.owner, "l": input.resource.properties.name}
