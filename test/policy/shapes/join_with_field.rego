package shapes.join_with_field

allow if data.teams[input.resource.properties.team].lead == input.resource.properties.owner
