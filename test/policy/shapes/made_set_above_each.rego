package shapes.made_set_above_each

p contains input.resource.properties.name if input.resource.properties.flag

allow if input.resource.properties.price <= p
