package shapes.in_known_object

allow if input.resource.properties.owner in data.owners
