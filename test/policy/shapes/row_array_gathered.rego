package shapes.row_array_gathered

mine := {tag | some tag in input.resource.properties.tags; tag in data.users[input.subject.id].teams}

allow if count(mine) > 0
