package shapes.intersection_of_sets

wanted contains input.resource.properties.team

allow if count(wanted & {team | some team in data.users[input.subject.id].teams}) > 0
