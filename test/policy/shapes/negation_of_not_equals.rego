package shapes.negation_of_not_equals

allow if not input.resource.properties.owner != input.subject.id
