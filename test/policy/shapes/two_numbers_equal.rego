package shapes.two_numbers_equal

allow if {
	input.subject.id == "u2"
	input.resource.properties.price == input.resource.properties.level
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price != input.resource.properties.level
}

allow if {
	input.subject.id == "u9"
	not input.resource.properties.price == input.resource.properties.level
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.level == input.resource.properties.price
	input.resource.properties.price == input.resource.properties.level
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	input.resource.properties.price == input.resource.properties.price
}
