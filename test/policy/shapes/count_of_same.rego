package shapes.count_of_same

p contains "a" if input.resource.properties.flag

p contains "a" if input.resource.properties.price > 3

p contains "b" if input.resource.properties.level > 1

allow if count(p) == 1
