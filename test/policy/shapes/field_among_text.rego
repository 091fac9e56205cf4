package shapes.field_among_text

allow if input.resource.properties.owner in data.users.u1.org

allow if {
	found := input.resource.properties.owner in data.users.u1.org
	found == false
	input.resource.properties.flag
}
