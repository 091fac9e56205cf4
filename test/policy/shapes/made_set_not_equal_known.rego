package shapes.made_set_not_equal_known

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if p != {"b"}
