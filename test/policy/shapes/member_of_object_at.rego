package shapes.member_of_object_at

allow if "k", input.subject.id in {"k": input.resource.properties.owner, "l": "u2"}
