package shapes.default_of_join

default lead := null

lead := data.teams[input.resource.properties.team].lead

allow if lead == null

allow if lead == input.subject.id
