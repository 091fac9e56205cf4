package shapes.count_of_field_members_none

p contains input.resource.properties.owner if input.resource.properties.flag

allow if count(p) == 0
