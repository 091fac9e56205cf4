package shapes.set_of_two_fields_has

allow if {input.resource.properties.owner, input.resource.properties.name}[input.subject.id]
