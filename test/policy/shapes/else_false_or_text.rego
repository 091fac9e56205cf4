package shapes.else_false_or_text

value := false if {
	input.resource.properties.flag
} else := "x"

allow if value == "x"

allow if {
	value == false
	input.resource.properties.owner == "u1"
}
