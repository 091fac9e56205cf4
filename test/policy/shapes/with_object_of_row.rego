package shapes.with_object_of_row

kind if input.resource.properties.owner == "u1"

allow if kind with input.resource.properties as {"owner": input.resource.properties.name}
