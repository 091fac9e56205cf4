package beside

open := "x" if input.resource.properties.flag

x := "x" if input.resource.properties.price > 3
