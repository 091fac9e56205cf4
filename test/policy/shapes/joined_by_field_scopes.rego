package shapes.joined_by_field_scopes

allow if data.scopes[input.resource.properties.status][input.resource.properties.name] == "all"
