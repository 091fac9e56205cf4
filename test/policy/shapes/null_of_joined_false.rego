package shapes.null_of_joined_false

none := is_null(data.teams[input.resource.properties.team].open)

allow if none == false
