package shapes.member_of_set_at

p contains input.resource.properties.owner if input.resource.properties.flag

allow if "u1", "u1" in p
