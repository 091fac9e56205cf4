package shapes.text_test_of_array

allow if {
	input.subject.id == "u2"
	startswith(input.resource.properties.tags, "[")
}

allow if {
	input.subject.id == "u3"
	endswith(input.resource.properties.tags, "]")
}

allow if {
	input.subject.id == "u9"
	contains(input.resource.properties.tags, "a")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	not startswith(input.resource.properties.tags, "[")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not contains(input.resource.properties.tags, "")
}
