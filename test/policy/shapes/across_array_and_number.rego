package shapes.across_array_and_number

allow if {
	input.subject.id == "u2"
	input.resource.properties.tags < 5
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.tags <= 5
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.tags > 5
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.tags >= 5
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.tags >= 5
}
