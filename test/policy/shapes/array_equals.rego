package shapes.array_equals

allow if {
	input.subject.id == "u2"
	input.resource.properties.tags == "a"
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.tags in {"a", "[]", null}
}

allow if {
	input.subject.id == "u9"
	not input.resource.properties.tags in {"[\"a\"]", 1}
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.tags == null
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	input.resource.properties.tags != "[]"
}
