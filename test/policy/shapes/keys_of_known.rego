package shapes.keys_of_known

allow if input.resource.properties.team in object.keys(data.teams)
