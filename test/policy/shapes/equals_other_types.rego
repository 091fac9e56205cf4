package shapes.equals_other_types

allow if {
	input.subject.id == "u2"
	input.resource.properties.price == "10"
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price in {"10", "1", 3}
}

allow if {
	input.subject.id == "u9"
	not input.resource.properties.price in {"10", "1"}
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.flag in {1, 0, "1", "true"}
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.flag in {1, "true", false}
}
