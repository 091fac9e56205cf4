package shapes.union_of_sets

allow if input.subject.id in ({input.resource.properties.owner} | {input.resource.properties.name})
