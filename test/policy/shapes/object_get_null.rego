package shapes.object_get_null

allow if object.get(input.resource.properties, "owner", "u1") == "u1"
