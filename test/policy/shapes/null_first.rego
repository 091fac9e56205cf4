package shapes.null_first

allow if null == input.resource.properties.owner
