package shapes.two_kinds_equal

allow if {
	input.subject.id == "u2"
	input.resource.properties.price == input.resource.properties.status
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price != input.resource.properties.status
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.flag == input.resource.properties.level
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.tags == input.resource.properties.name
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.flag == input.resource.properties.name
}
