package shapes.join_object_get

allow if object.get(data.teams, input.resource.properties.team, {"org": "south"}).org == "south"
