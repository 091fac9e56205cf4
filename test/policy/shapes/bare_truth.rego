package shapes.bare_truth

allow if input.resource.properties.flag
