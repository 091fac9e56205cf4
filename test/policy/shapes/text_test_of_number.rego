package shapes.text_test_of_number

allow if {
	input.subject.id == "u2"
	startswith(input.resource.properties.price, "1")
}

allow if {
	input.subject.id == "u3"
	endswith(input.resource.properties.price, "0")
}

allow if {
	input.subject.id == "u9"
	contains(input.resource.properties.price, "0")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	not startswith(input.resource.properties.price, "1")
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not contains(input.resource.properties.level, "")
}
