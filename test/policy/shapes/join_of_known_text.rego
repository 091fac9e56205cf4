package shapes.join_of_known_text

allow if data.teams[concat("", ["t", "1"])].lead == input.resource.properties.owner
