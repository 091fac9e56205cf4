package shapes.intersection_of_known

allow if input.resource.properties.team in ({"t1", "t3"} & object.keys(data.teams))
