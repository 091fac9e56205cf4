package shapes.set_below_field

allow if input.resource.properties.owner > {"u1"}

allow if {
	input.resource.properties.flag
	not input.resource.properties.owner >= {1}
}
