package shapes.equals_constant

allow if input.resource.properties.status == "open"
