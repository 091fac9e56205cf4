package shapes.fraction

allow if input.resource.properties.level > 0.5
