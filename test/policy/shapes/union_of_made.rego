package shapes.union_of_made

p contains "a" if input.resource.properties.flag

allow if "a" in (p | {input.resource.properties.status})
