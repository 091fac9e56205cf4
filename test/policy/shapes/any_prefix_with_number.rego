package shapes.any_prefix_with_number

matches(text, parts) if strings.any_prefix_match(text, parts)

allow if matches(input.resource.properties.name, data.blocked)

allow if input.resource.properties.flag
