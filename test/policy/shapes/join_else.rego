package shapes.join_else

lead := found if found := data.teams[input.resource.properties.team].lead

else := data.owners[input.resource.id]

allow if lead == input.subject.id
