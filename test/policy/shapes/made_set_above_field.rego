package shapes.made_set_above_field

p contains input.resource.properties.name if input.resource.properties.flag

allow if input.resource.properties.owner < p

allow if input.resource.properties.owner > p
