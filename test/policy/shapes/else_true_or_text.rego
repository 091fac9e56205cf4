package shapes.else_true_or_text

value if {
	input.resource.properties.flag
} else := "x"

allow if value == "x"

allow if {
	value == true
	input.resource.properties.owner == "u1"
}

allow if {
	value == false
	input.resource.properties.price > 3
}
