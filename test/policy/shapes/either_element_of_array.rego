package shapes.either_element_of_array

allow if {
	input.subject.id == "u1"
	"a" in input.resource.properties.tags
}

allow if {
	input.subject.id == "u1"
	"ab" in input.resource.properties.tags
}

allow if {
	input.subject.id == "u2"
	"a" in input.resource.properties.tags
	"ab" in input.resource.properties.tags
}

allow if {
	input.subject.id == "u3"
	not "a" in input.resource.properties.tags
}

allow if {
	input.subject.id == "u3"
	"ab" in input.resource.properties.tags
}

allow if {
	input.subject.id == "u9"
	not "a" in input.resource.properties.tags
	not null in input.resource.properties.tags
}
