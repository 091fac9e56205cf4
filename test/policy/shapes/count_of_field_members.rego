package shapes.count_of_field_members

p contains input.resource.properties.owner if input.resource.properties.flag

p contains input.resource.properties.name

allow if count(p) > 0
