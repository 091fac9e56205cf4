package shapes.helper_object

allow if fits({"team": input.resource.properties.team, "user": input.subject.id})

fits(request) if request.team in data.users[request.user].teams
