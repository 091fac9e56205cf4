package shapes.in_split

allow if input.resource.properties.status in split("open,x,", ",")
