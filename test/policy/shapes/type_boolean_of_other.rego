package shapes.type_boolean_of_other

allow if is_boolean(input.resource.properties.owner)

allow if {
	not is_boolean(input.resource.properties.flag)
	input.resource.properties.owner == input.subject.id
}
