package shapes.array_of_fields_in

allow if [input.resource.properties.team, input.resource.properties.status] in data.matrix
