package shapes.equals_number_read

allow if input.resource.properties.price == to_number("10")
