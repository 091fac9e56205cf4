package shapes.row_array_else

allow if input.subject.id in input.resource.properties.tags

else if not "x" in input.resource.properties.labels
