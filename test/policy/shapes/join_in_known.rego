package shapes.join_in_known

allow if data.teams[input.resource.properties.team].org in {"south", null}
