package shapes.function_constant_patterns

may("read", row) if row.status == "open"

may("write", row) if row.owner == input.subject.id

may("other", _)

allow if may(input.action.name, input.resource.properties)
