package shapes.text_equals_other_types

allow if {
	input.subject.id == "u2"
	input.resource.properties.status == 0
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.status in {0, 1, "open"}
}

allow if {
	input.subject.id == "u9"
	not input.resource.properties.status in {0, 10, true}
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.status == true
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	input.resource.properties.status != 0
}
