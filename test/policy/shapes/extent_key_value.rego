package shapes.extent_key_value

rules.open := input.resource.properties.owner

rules.x := "u1"

allow if {
	whole := data.shapes.extent_key_value.rules
	some key, value in whole
	key == input.resource.properties.status
	value == input.subject.id
}
