package shapes.intersection_of_made

p contains "a" if input.resource.properties.flag

p contains "b" if input.resource.properties.price > 3

allow if count(p & {"b", "c"}) > 0
