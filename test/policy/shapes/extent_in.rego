package shapes.extent_in

rules.open := input.resource.properties.owner

rules.x := "u1"

allow if {
	whole := data.shapes.extent_in.rules
	input.subject.id in whole
}
