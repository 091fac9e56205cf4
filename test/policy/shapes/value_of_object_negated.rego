package shapes.value_of_object_negated

allow if not input.subject.id in {"k": input.resource.properties.owner, "l": input.resource.properties.name}
