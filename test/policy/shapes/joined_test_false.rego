package shapes.joined_test_false

north := data.teams[input.resource.properties.team].org == "north"

allow if north == false
