package shapes.number_against_number

allow if {
	input.subject.id == "u2"
	input.resource.properties.price < 10
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price <= 10
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.price > 10
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.price >= 10
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.price >= 10
}
