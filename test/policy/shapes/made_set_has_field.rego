package shapes.made_set_has_field

p contains input.resource.properties.owner if input.resource.properties.flag

p contains "x"

allow if p[input.resource.properties.status]
