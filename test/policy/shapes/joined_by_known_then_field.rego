package shapes.joined_by_known_then_field

allow if data.users[input.resource.properties.owner].limits[input.resource.properties.name] > 3

allow if not data.users[input.resource.properties.owner].limits.max
