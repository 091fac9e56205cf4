package shapes.less_than

allow if input.resource.properties.price < 10
