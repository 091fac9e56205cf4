package shapes.in_teams_of_owner

allow if input.resource.properties.team in data.users[input.resource.properties.owner].teams
