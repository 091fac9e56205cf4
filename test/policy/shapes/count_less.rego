package shapes.count_less

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if 2 > count(p)
