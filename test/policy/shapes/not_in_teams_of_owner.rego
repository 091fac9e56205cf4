package shapes.not_in_teams_of_owner

allow if not input.resource.properties.team in data.users[input.resource.properties.owner].teams
