package shapes.joined_by_joined_null

allow if data.owners[data.folders[input.resource.properties.team].parent] == null

allow if not data.folders[data.folders[input.resource.id].parent].owner == "u3"
