package shapes.absolute_known

allow if input.resource.properties.price <= abs(-10)
