package shapes.difference_of_known

allow if input.resource.properties.status in ({name | some name in data.public} - {"open"})
