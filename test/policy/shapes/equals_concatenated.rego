package shapes.equals_concatenated

allow if input.resource.properties.name == concat("", ["a", lower("B")])
