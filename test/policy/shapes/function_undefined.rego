package shapes.function_undefined

level_of(user) := data.users[user].level

allow if level_of(input.resource.properties.owner) > 0.5

allow if not level_of(input.resource.properties.owner)
