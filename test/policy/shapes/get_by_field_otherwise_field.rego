package shapes.get_by_field_otherwise_field

allow if object.get(data.owners, input.resource.properties.team, input.resource.properties.owner) == "u1"
