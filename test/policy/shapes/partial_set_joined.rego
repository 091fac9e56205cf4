package shapes.partial_set_joined

watchers contains user if some user in data.acl[input.resource.id]

watchers contains data.teams[input.resource.properties.team].lead

allow if watchers[input.subject.id]
