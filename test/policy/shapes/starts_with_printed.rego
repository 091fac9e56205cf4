package shapes.starts_with_printed

allow if startswith(input.resource.properties.name, sprintf("%s", [input.subject.id]))
