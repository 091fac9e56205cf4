package shapes.order_with_null

allow if input.resource.properties.price > null
