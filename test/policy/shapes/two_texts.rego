package shapes.two_texts

allow if {
	input.subject.id == "u2"
	input.resource.properties.name < input.resource.properties.owner
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.name <= input.resource.properties.owner
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.name > input.resource.properties.owner
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	input.resource.properties.name >= input.resource.properties.owner
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	not input.resource.properties.name >= input.resource.properties.owner
}
