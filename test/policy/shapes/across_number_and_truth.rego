package shapes.across_number_and_truth

allow if {
	input.subject.id == "u2"
	input.resource.properties.price < true
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.price <= true
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.price > true
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.price >= true
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.price >= true
}
