package shapes.negation_in_every

allow if {
	every name in ["t1", "t3"] {
		not input.resource.properties.team == name
	}
}
