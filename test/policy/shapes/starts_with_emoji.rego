package shapes.starts_with_emoji

allow if startswith(input.resource.properties.name, "😀")
