package shapes.made_set_and_field

p contains input.resource.properties.name if input.resource.properties.flag

allow if input.resource.properties.owner != p
