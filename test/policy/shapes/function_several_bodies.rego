package shapes.function_several_bodies

visible(row) if row.status == "open"

visible(row) if row.owner == input.subject.id

visible(row) if row.team in data.users[input.subject.id].teams

allow if visible(input.resource.properties)
