package shapes.order_of_strings

allow if input.resource.properties.name >= "b"
