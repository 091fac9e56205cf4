package shapes.join_not_to_row

allow if not data.teams[input.resource.properties.team].org == input.resource.properties.org
