package shapes.object_get_nested

allow if object.get(input.resource.properties, ["author", "name"], "none") == input.subject.id
