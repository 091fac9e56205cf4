package shapes.negation_of_partial_set

people contains input.resource.properties.owner

people contains user if {
	some user in data.acl[input.resource.id]
}

allow if not input.subject.id in people
