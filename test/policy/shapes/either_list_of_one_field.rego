package shapes.either_list_of_one_field

allow if {
	input.subject.id == "u1"
	input.resource.properties.status in {"a", "b"}
}

allow if {
	input.subject.id == "u1"
	input.resource.properties.status in {"b", "open"}
}

allow if {
	input.subject.id == "u2"
	input.resource.properties.status in {"a", "b"}
}

allow if {
	input.subject.id == "u2"
	not input.resource.properties.status in {"b", "open"}
}

allow if {
	input.subject.id == "u3"
	not input.resource.properties.status in {"a", "b", null}
}

allow if {
	input.subject.id == "u3"
	not input.resource.properties.status in {"b", "open"}
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.status == null
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.status != "open"
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.status == "a"
}
