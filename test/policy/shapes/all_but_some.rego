package shapes.all_but_some

allow if input.resource.properties.status == "a"

allow if input.resource.properties.status == "open"

allow if not input.resource.properties.status in {"a", "open", "ab", "x"}
