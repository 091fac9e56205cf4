package shapes.join_by_nested_field

allow if data.users[input.resource.properties.author.name].org == input.resource.properties.org
