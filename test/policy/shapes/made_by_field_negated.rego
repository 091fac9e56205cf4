package shapes.made_by_field_negated

p["open"] := input.resource.properties.owner if input.resource.properties.flag

p["x"] := "u1"

allow if not p[input.resource.properties.status] == "u1"
