package shapes.among_joined_false

among := "t1" in data.users[input.resource.properties.owner].teams

allow if among == false
