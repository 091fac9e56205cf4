package shapes.null_or_less

allow if input.resource.properties.price <= null
