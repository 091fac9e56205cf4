package shapes.in_array_with_index

allow if input.resource.properties.level, input.resource.properties.owner in data.acl.d1
