package shapes.with_in_every

kind(x) if input.kind == x

allow if {
	every x in ["open"] {
		kind(x) with input.kind as input.resource.properties.status
	}
}
