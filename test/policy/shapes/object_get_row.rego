package shapes.object_get_row

allow if object.get(input.resource.properties, "status", "none") == "open"
