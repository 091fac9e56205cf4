package shapes.type_number_of_field

allow if is_number(input.resource.properties.price)

allow if not is_number(input.resource.properties.owner)
