package shapes.joined_returned_by_two

value := data.teams[input.resource.properties.team].lead if input.resource.properties.flag

value := data.teams[input.resource.properties.team].org if not input.resource.properties.flag

allow if value == "u1"

allow if value == "south"
