package shapes.several_rules

allow if input.resource.properties.status == "open"

allow if input.resource.properties.owner == input.subject.id

allow if {
	input.resource.properties.status == "x"
	input.resource.properties.price > 3
}
