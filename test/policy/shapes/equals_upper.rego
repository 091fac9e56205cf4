package shapes.equals_upper

allow if input.resource.properties.name == upper("a")
