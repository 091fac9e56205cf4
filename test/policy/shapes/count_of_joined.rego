package shapes.count_of_joined

allow if count(data.users[input.resource.properties.owner].teams) == 2
