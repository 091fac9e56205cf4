package shapes.set_and_field_not_equal

allow if input.resource.properties.owner != {"u1"}
