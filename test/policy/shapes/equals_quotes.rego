package shapes.equals_quotes

allow if input.resource.properties.name == "' OR 1=1 --"
