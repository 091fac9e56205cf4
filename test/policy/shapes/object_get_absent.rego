package shapes.object_get_absent

allow if object.get(data.users[input.subject.id], "org", "north") == input.resource.properties.org
