package shapes.text_tests_of_nothing

allow if {
	input.subject.id == "u2"
	startswith(input.resource.properties.name, "")
}

allow if {
	input.subject.id == "u3"
	endswith(input.resource.properties.name, "")
}

allow if {
	input.subject.id == "u9"
	contains(input.resource.properties.name, "")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	not endswith(input.resource.properties.name, "")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not contains(input.resource.properties.name, "")
}
