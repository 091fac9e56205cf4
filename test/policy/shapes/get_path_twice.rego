package shapes.get_path_twice

allow if object.get(input.resource.properties, ["author", "name"], input.resource.properties.name) == "a"
