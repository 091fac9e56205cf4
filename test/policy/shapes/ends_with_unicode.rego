package shapes.ends_with_unicode

allow if endswith(input.resource.properties.name, "é")
