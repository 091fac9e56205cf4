package shapes.get_of_made_otherwise

allow if object.get({"a": input.resource.properties.owner}, "b", input.resource.properties.name) == "a"
