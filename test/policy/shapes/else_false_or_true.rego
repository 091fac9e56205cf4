package shapes.else_false_or_true

value := false if {
	input.resource.properties.flag
} else := true

allow if value

allow if {
	value == false
	input.resource.properties.owner == "u1"
}
