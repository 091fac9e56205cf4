package shapes.lists_of_one_field

allow if {
	input.subject.id == "u2"
	input.resource.properties.status in {"a", "b", "open"}
	not input.resource.properties.status in {"b", "x"}
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.status in {"a", "b"}
	input.resource.properties.status in {"b", "open"}
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.status != "a"
	input.resource.properties.status != "b"
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.status in {"a", null}
	input.resource.properties.status != "b"
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.status in {"a", null}
	not input.resource.properties.status == "open"
}
