package shapes.two_kinds_ordered_with_arrays

allow if {
	input.subject.id == "u2"
	input.resource.properties.tags < input.resource.properties.status
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.tags >= input.resource.properties.status
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.price < input.resource.properties.tags
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.flag >= input.resource.properties.tags
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.tags <= input.resource.properties.flag
}
