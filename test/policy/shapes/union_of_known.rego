package shapes.union_of_known

allow if input.resource.properties.status in ({"open"} | {name | some name in data.public})
