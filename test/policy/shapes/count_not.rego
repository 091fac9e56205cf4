package shapes.count_not

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if count(p) != 1
