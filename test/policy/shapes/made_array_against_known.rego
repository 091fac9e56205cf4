package shapes.made_array_against_known

allow if ["u1", "open"] == [input.resource.properties.owner, input.resource.properties.status]
