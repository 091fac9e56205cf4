package shapes.join_to_row_ordered

allow if data.teams[input.resource.properties.team].size < input.resource.properties.level
