package shapes.joined_by_field_twice

allow if data.rights[input.resource.properties.owner].grants[input.resource.properties.status]
