package shapes.made_set_against_field_equal

p contains input.resource.properties.name if input.resource.properties.flag

allow if not p == input.resource.properties.owner
