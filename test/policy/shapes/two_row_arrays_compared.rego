# no database
package shapes.two_row_arrays_compared

allow if {
	input.subject.id == "u2"
	input.resource.properties.tags == input.resource.properties.labels
}

allow if {
	input.subject.id == "u3"
	input.resource.properties.tags < input.resource.properties.labels
}

allow if {
	input.subject.id == "u9"
	input.resource.properties.tags <= input.resource.properties.labels
}

allow if {
	input.subject.id == "u1"
	input.action.name == "read"
	not input.resource.properties.tags == input.resource.properties.labels
}

allow if {
	input.subject.id == "u1"
	input.action.name == "write"
	input.resource.properties.tags > input.resource.properties.labels
}
