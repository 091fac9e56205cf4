package shapes.negation_of_function

may("read", row) if row.status == "open"

may("write", row) if row.owner == input.subject.id

allow if not may(input.action.name, input.resource.properties)
