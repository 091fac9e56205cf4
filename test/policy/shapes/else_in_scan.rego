package shapes.else_in_scan

kind(x) := 1 if {
	x == input.resource.properties.status
} else := 2 if x == input.resource.properties.name

allow if {
	some x in ["open", "a"]
	kind(x) == 2
}
