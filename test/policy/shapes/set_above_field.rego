package shapes.set_above_field

allow if input.resource.properties.owner < {"u1"}

allow if {
	input.resource.properties.price <= {"u1"}
	input.resource.properties.owner == "u2"
}
