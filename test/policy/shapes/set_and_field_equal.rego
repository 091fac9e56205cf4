package shapes.set_and_field_equal

allow if not input.resource.properties.owner == {"u1"}
