package shapes.partial_set_of_fields

people contains input.resource.properties.owner

people contains data.teams[input.resource.properties.team].lead

allow if input.subject.id in people
