package shapes.contradiction_by_either

open if input.resource.properties.status == "open"

open if input.resource.properties.status == "free"

kind := 1 if open

kind := 2 if input.resource.properties.status in {"x", "y"}

allow if kind == 2
