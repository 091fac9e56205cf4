package shapes.negation_of_helper

foreign(row) if not row.owner == input.subject.id

allow if not foreign(input.resource.properties)
