package shapes.made_set_has

p contains input.resource.properties.owner if input.resource.properties.flag

p contains input.resource.properties.name

allow if p[input.subject.id]
