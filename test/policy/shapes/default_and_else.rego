package shapes.default_and_else

default level := "none"

level := "mine" if input.resource.properties.owner == input.subject.id

else := "team" if input.resource.properties.team in data.users[input.subject.id].teams

allow if level != "none"
