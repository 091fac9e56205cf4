package shapes.join_member_missing

allow if not data.grades[input.resource.properties.name].rank
