package shapes.field_by_known_name

name := "status"

allow if input.resource.properties[name] == "open"
