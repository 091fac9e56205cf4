package shapes.row_array_or_field

allow if "a" in input.resource.properties.tags

allow if input.resource.properties.owner == input.subject.id
