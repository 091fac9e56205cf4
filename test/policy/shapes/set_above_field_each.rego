package shapes.set_above_field_each

allow if input.resource.properties.price <= {"u1"}
