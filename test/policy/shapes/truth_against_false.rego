package shapes.truth_against_false

allow if {
	input.subject.id == "u2"
	input.resource.properties.flag < false
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.flag <= false
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.flag > false
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.flag >= false
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.flag >= false
}
