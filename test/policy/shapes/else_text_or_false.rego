package shapes.else_text_or_false

value := "x" if {
	input.resource.properties.flag
} else := false

allow if value == "x"

allow if {
	value != false
	input.resource.properties.owner == "u1"
}
