package shapes.text_above_null

allow if input.resource.properties.owner > null
