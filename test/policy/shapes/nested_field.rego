package shapes.nested_field

allow if input.resource.properties.author.name == input.subject.id
