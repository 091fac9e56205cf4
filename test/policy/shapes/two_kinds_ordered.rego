package shapes.two_kinds_ordered

allow if {
	input.subject.id == "u2"
	input.resource.properties.price < input.resource.properties.status
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price <= input.resource.properties.status
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.status < input.resource.properties.price
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.status <= input.resource.properties.price
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.flag < input.resource.properties.level
}
