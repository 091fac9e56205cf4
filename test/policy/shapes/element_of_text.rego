package shapes.element_of_text

allow if {
	input.subject.id == "u2"
	"a" in input.resource.properties.status
}

allow if {
	input.subject.id == "u3"
	not "a" in input.resource.properties.status
}

allow if {
	input.subject.id == "u9"
	1 in input.resource.properties.price
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	not 1 in input.resource.properties.price
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	true in input.resource.properties.flag
}
