package shapes.join_to_row

allow if data.teams[input.resource.properties.team].org == input.resource.properties.org
