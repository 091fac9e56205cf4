package shapes.function_with_every

apart(value, values) if {
	every other in values {
		value != other
	}
}

allow if apart(input.resource.properties.status, ["open", "x", null])
