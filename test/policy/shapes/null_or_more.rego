package shapes.null_or_more

allow if input.resource.properties.price >= null
