package shapes.negation_of_two_fields_equal

allow if not input.resource.properties.owner == input.resource.properties.name
