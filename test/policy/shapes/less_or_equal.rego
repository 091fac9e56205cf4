package shapes.less_or_equal

allow if input.resource.properties.price <= 10
