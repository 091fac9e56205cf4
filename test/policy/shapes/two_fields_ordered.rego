package shapes.two_fields_ordered

allow if input.resource.properties.price < input.resource.properties.level
