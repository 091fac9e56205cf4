package shapes.get_of_made

allow if object.get({"a": input.resource.properties.owner}, "a", "x") == "u1"
