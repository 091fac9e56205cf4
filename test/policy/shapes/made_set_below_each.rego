package shapes.made_set_below_each

p contains input.resource.properties.name if input.resource.properties.flag

allow if input.resource.properties.price >= p

allow if input.resource.properties.owner == "u2"
