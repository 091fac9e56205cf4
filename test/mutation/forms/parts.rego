package parts

owner := input.resource.properties.owner

open if input.resource.properties.flag

closed := "x"

listed contains "a" if input.resource.properties.price > 3
