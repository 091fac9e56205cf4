package shapes.join_any_team_of_owner

allow if data.users[input.resource.properties.owner].teams[_] == input.resource.properties.team
