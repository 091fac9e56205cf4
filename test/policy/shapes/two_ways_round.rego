package shapes.two_ways_round

allow if {
	input.subject.id == "u2"
	input.resource.properties.name == input.resource.properties.owner
	not input.resource.properties.owner == input.resource.properties.name
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price < input.resource.properties.level
	not input.resource.properties.level > input.resource.properties.price
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.price <= input.resource.properties.level
	input.resource.properties.level <= input.resource.properties.price
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.owner < input.resource.properties.name
	input.resource.properties.name != input.resource.properties.owner
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.price != input.resource.properties.price
}
