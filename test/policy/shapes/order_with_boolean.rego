package shapes.order_with_boolean

allow if input.resource.properties.price > true
